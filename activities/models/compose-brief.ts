// Writes the first messages of a try: what an engineer needs to begin, the same bytes for all fresh candidates of a
// task, so that providers can cache them; a repair has the same beginning and the judge's findings behind it.

import type { Conversation } from '../../core/candidate.js';
import { clampMiddle } from '../../core/clamp.js';
import type { PromptVariant } from '../../core/generator.js';
import type { BriefInput, RepairBriefInput, ReviewBriefInput } from '../../core/model-activities.js';
import type { Plan, Task } from '../../core/plan.js';
import type { AcceptanceFiles } from '../../core/spec.js';
import type { SupersededTest } from '../../core/validator/superseded.js';
import type { Finding } from '../../core/validator.js';
import type { ShownTests } from '../../core/written-tests.js';
import { appendMessage } from '../conversation.js';
import type { Hands } from '../hands.js';
import type { Artifacts } from '../ledger/ledger.js';
import { dataBlock } from './data-block.js';
import { renderPrompt } from './prompts.js';
import { showRepository } from './show-repository.js';

export type BriefHands = Pick<Hands, 'ledger' | 'workspace'>;

const DIFF_BYTES_MAX = 30_000;
const FINDINGS_BYTES_MAX = 16_000;
const COMMENTS_BYTES_MAX = 16_000;
const TESTS_BYTES_MAX = 24_000;

export async function composeBrief(hands: BriefHands, input: BriefInput): Promise<Conversation> {
  return startConversation(hands, 'system', await briefText(hands, input), input.promptVariant);
}

/** Behind the conversation of the try itself, or afresh: then with what was changed so far. */
export async function composeRepair(hands: BriefHands, input: RepairBriefInput): Promise<Conversation> {
  const { artifacts } = hands.ledger;
  const found: Finding[] = [];
  for (const ref of [input.findings, ...(input.moreFindings ?? [])])
    found.push(...JSON.parse(await artifacts.get(ref)));
  const findings = dataBlock('findings', clampMiddle(findingsText(found), FINDINGS_BYTES_MAX));
  if (input.continues) {
    const content = renderPrompt('repair-continued', { findings });
    return appendMessage(artifacts, input.continues, { role: 'user', content });
  }
  const text = renderPrompt('repair', {
    brief: await briefText(hands, input),
    diff: await diffText(hands, input),
    findings,
  });
  return startConversation(hands, 'system', text, input.promptVariant);
}

/** What people said of a result that was published, and the result; the last message of the try is the reply to them. */
export async function composeReview(hands: BriefHands, input: ReviewBriefInput): Promise<Conversation> {
  const comments = input.comments.map(({ author, place, text }) => `${author}${place ? ` on ${place}` : ''}:\n${text}`);
  const text = renderPrompt('review', {
    brief: await briefText(hands, input),
    diff: await diffText(hands, input),
    comments: dataBlock('comments', clampMiddle(comments.join('\n\n'), COMMENTS_BYTES_MAX)),
  });
  return startConversation(hands, 'system', text, input.promptVariant);
}

type WorkSoFar = BriefInput & { startCommit: string };

async function diffText(
  { workspace }: BriefHands,
  { repository, baseCommit, startCommit }: WorkSoFar,
): Promise<string> {
  const diff = await workspace.diff(repository, baseCommit, startCommit, DIFF_BYTES_MAX);
  return diff.trim() === '' ? 'Nothing.' : dataBlock('diff', clampMiddle(diff, DIFF_BYTES_MAX));
}

/** The rules of the work, and the assignment behind them. */
export async function startConversation(
  { ledger }: Pick<BriefHands, 'ledger'>,
  rules: 'system' | 'tests-system',
  text: string,
  variant?: PromptVariant,
): Promise<Conversation> {
  const content = renderPrompt(rules, {}, variant);
  const begun = await appendMessage(ledger.artifacts, null, { role: 'system', content });
  return appendMessage(ledger.artifacts, begun, { role: 'user', content: text });
}

async function briefText({ ledger, workspace }: BriefHands, input: BriefInput): Promise<string> {
  const { task, plan, spec, validator } = input;
  const body = await ledger.artifacts.get(spec.body);
  const wanted = { paths: task.paths, text: [task.title, task.description, ...task.acceptance, body].join('\n') };
  const shown = await showRepository(workspace, input.repository, input.baseCommit, wanted);
  return renderPrompt('build', {
    taskTitle: task.title,
    assignment: assignment(plan, task, spec.title, body),
    spec: dataBlock('spec', body),
    tests: `${namedText(spec.acceptancePaths ?? [])}${openedText(validator.mayChange ?? [])}${input.written === null ? '' : await testsText(ledger.artifacts, input.written)}`,
    testCommand: validator.testForPeople,
    ...shown,
  });
}

/** What the plan says about the task beyond the spec, which follows in full: nothing is said twice. */
function assignment(plan: Plan, task: Task, specTitle: string, body: string): string {
  const parts: string[] = [];
  if (!squeezed(body).includes(squeezed(task.description))) parts.push(dataBlock('task', task.description));
  if (task.acceptance.length > 0) parts.push(`It is done when:\n\n${dataBlock('acceptance', lines(task.acceptance))}`);
  if (plan.tasks.length > 1 && !plan.tasks.some((other) => other.id === task.id)) {
    parts.push(
      `All parts of the spec "${specTitle}" are done and merged, but do not pass together. Make the whole of it pass.`,
    );
  } else if (plan.tasks.length > 1) {
    const others = lines(plan.tasks.filter((other) => other.id !== task.id).map((other) => other.title));
    parts.push(
      `It is one part of the spec "${specTitle}". Do this part only. The others are done by other people:\n\n${dataBlock('others', others)}`,
    );
  } else if (task.title !== specTitle) {
    parts.push(`It is the spec "${specTitle}".`);
  }
  return parts.map((part) => `${part}\n\n`).join('');
}

function namedText(acceptancePaths: readonly string[]): string {
  if (acceptancePaths.length === 0) return '';
  return `Tests in these files of the repository fail now, and have to pass:\n\n${dataBlock('pending', lines(acceptancePaths))}\n\n`;
}

/** Protected files that a person opened: without a word, nobody would touch them. */
function openedText(mayChange: readonly string[]): string {
  if (mayChange.length === 0) return '';
  return (
    'Tests and settings are put back as they were before your work is judged. These you may change where the spec asks ' +
    `for it, and what you change there stays:\n\n${dataBlock('opened', lines(mayChange))}\n\n`
  );
}

/** Tests that were written for this spec, as far as they fit, and the interface that they expect. */
async function testsText(artifacts: Artifacts, { visible, contract, superseded = [] }: ShownTests): Promise<string> {
  const files: AcceptanceFiles = JSON.parse(await artifacts.get(visible));
  const shown = Object.entries(files).map(([path, text]) => `${path}\n${text}`);
  const parts = [
    'Acceptance tests were written for this spec before any work on it. They are added to the repository before your ' +
      'work is judged, and must pass:',
    dataBlock('tests', clampMiddle(shown.join('\n\n'), TESTS_BYTES_MAX)),
  ];
  if (contract !== null)
    parts.push('The interface that they expect:', dataBlock('interface', await artifacts.get(contract)));
  if (superseded.length > 0)
    parts.push(
      'These tests of the repository contradict the spec. Follow the spec where the two differ: they are not counted ' +
        'against you, and all others are.',
      dataBlock('superseded', lines(superseded.map(supersededLine))),
    );
  return `${parts.join('\n\n')}\n\n`;
}

function supersededLine({ id, why }: SupersededTest): string {
  return why === '' ? id : `${id}: ${why}`;
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function findingsText(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'The judge gave no details.';
  return findings.map((finding) => `${findingHeading(finding)}\n${finding.message}`.trimEnd()).join('\n\n');
}

const FINDING_WORDS: Record<Finding['kind'], string> = {
  acceptance: 'acceptance test fails',
  regression: 'worked before and fails now',
  missing: 'test is missing',
  run: 'the run of the tests',
  heldOut: 'held-out checks',
  canary: 'a test that has to fail did not',
  unchanged: 'nothing was changed',
  undone: 'changes that were undone',
  conflict: 'a conflict that is not settled',
  secret: 'a secret in the change',
};

function findingHeading(finding: Finding): string {
  const words = FINDING_WORDS[finding.kind];
  return finding.test ? `- ${words}: ${finding.test}` : `- ${words}`;
}

function lines(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}
