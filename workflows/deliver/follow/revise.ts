// Remarks become a revision: all of them together, answered in their threads, and resolved where something was changed.
import { afterAnswer } from '../../../core/follow/memory.js';
import type { AnswerRemarksInput, Remark } from '../../../core/forge-activities.js';
import { forge } from '../../hands.js';
import { summary } from '../../summary.js';
import { onForge } from '../publish-on-forge.js';
import type { Run } from '../run.js';
import { show } from '../show.js';
import { changeResult, publishChange } from './change.js';
import { memoryOf, pullRequestOf, remember } from './memory-of.js';
import { shortCommit } from './short-commit.js';

type Answer = Pick<AnswerRemarksInput, 'commit' | 'reply' | 'text' | 'resolve'>;

export async function revise(run: Run, remarks: Remark[]): Promise<void> {
  show(run, `working on ${counted(remarks.length)} of reviewers`);
  const comments = remarks.map(({ author, place, text }) => ({ author, place, text }));
  const start = { commit: memoryOf(run).published, findings: null, change: { remarks: comments } };
  const changed = await changeResult(run, start);
  switch (changed.kind) {
    case 'short':
      return;
    case 'answered':
      return answer(run, remarks, { ...inWords('Nothing was changed.'), reply: headOf(changed.record) });
    case 'nothing':
      return answer(run, remarks, inWords(`Nothing that passes the tests came of this. ${changed.why}`));
    case 'passed': {
      const published = await publishChange(run, changed.commit);
      if (published.ok) {
        const text = `Done in ${shortCommit(published.commit)}.`;
        return answer(run, remarks, {
          commit: published.commit,
          reply: headOf(changed.record),
          text,
          resolve: true,
        });
      }
      // What was pushed or decided meanwhile comes first; the remarks stand.
      if (published.elsewhere) return;
      const kept = `It is kept in the store as commit ${changed.commit}.`;
      return answer(run, remarks, inWords(`The change could not be pushed: ${published.message} ${kept}`));
    }
  }
}

export function declineRemarks(run: Run, remarks: Remark[]): Promise<void> {
  const { revisionsMax } = onForge(run).terms;
  const text = `This result was changed ${revisionsMax} times, which is as often as the operator allows.`;
  return answer(run, remarks, inWords(text));
}

function inWords(text: string): Answer {
  return { commit: null, reply: null, text, resolve: false };
}

async function answer(run: Run, remarks: Remark[], said: Answer): Promise<void> {
  show(run, `answering ${counted(remarks.length)}`);
  const { repository } = run.input;
  const options = { summary: summary(`Answer ${counted(remarks.length)}: ${said.text}`) };
  const answered = await forge.answerRemarks.executeWithOptions(options, [
    { repository, pullRequest: pullRequestOf(run), remarks, ...said },
  ]);
  if (!answered.ok) run.notes.push(`${counted(remarks.length)} could not be answered: ${answered.message}`);
  remember(run, (memory) => afterAnswer(memory, remarks));
}

function headOf({
  conversation,
}: {
  conversation?: { head: AnswerRemarksInput['reply'] };
}): AnswerRemarksInput['reply'] {
  return conversation?.head ?? null;
}

function counted(count: number): string {
  return count === 1 ? 'a remark' : `${count} remarks`;
}
