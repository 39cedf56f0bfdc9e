// Writes the first messages for the author of acceptance tests: the spec and the base, and never an implementation.
import type { TestsBriefInput } from '../../core/author-activities.js';
import type { Conversation } from '../../core/candidate.js';
import { type BriefHands, startConversation } from './compose-brief.js';
import { dataBlock } from './data-block.js';
import { renderPrompt } from './prompts.js';
import { showRepository } from './show-repository.js';

export async function composeTestsBrief(hands: BriefHands, input: TestsBriefInput): Promise<Conversation> {
  const { spec, validator, repository, baseCommit, problems } = input;
  const body = await hands.ledger.artifacts.get(spec.body);
  const wanted = { paths: [], text: `${spec.title}\n${body}`, tests: true };
  const shown = await showRepository(hands.workspace, repository, baseCommit, wanted);
  const text = renderPrompt('tests', {
    specTitle: spec.title,
    spec: dataBlock('spec', body),
    testCommand: validator.testForPeople,
    problems: problemsText(problems),
    ...shown,
  });
  return startConversation(hands, 'tests-system', text);
}

function problemsText(problems: readonly string[]): string {
  if (problems.length === 0) return '';
  const list = problems.map((problem) => `- ${problem}`).join('\n');
  return `An earlier try is in /w already, and was refused. Mend it, or replace what cannot be mended:\n\n${dataBlock('problems', list)}\n\n`;
}
