// A person pushed to the branch: their commit is judged, and whatever comes next stands on it. It is never overwritten.
import { afterHeadLeft, afterHeadTaken } from '../../../core/follow/memory.js';
import { repositories } from '../../hands.js';
import { summary } from '../../summary.js';
import { judgeAll } from '../judge-all.js';
import { onForge } from '../publish-on-forge.js';
import type { Run } from '../run.js';
import { show } from '../show.js';
import { sayToReviewers } from '../tell-issue.js';
import { memoryOf, remember } from './memory-of.js';
import { baselineAt, judgeAgainst } from './new-base.js';
import { shortCommit } from './short-commit.js';

export async function takeHead(run: Run, seen: string): Promise<void> {
  const { repository } = run.input;
  const branch = run.branch ?? '';
  show(run, `fetching what was pushed to ${branch}`);
  const fetched = await repositories.fetchBranch.executeWithOptions({ summary: summary(`Fetch ${branch}`) }, [
    { repository, run: run.name, branch, pushTo: onForge(run).terms.pushTo },
  ]);
  if (!fetched.ok) return leave(run, seen, `could not be fetched: ${fetched.message}`);
  const { commit } = fetched;
  if (commit === memoryOf(run).published) {
    // The forge shows a commit that does not stand there any more.
    remember(run, (memory) => afterHeadLeft(memory, seen));
    return;
  }
  show(run, `judging what was pushed to ${branch}`);
  const verdict = await judgeAll(run, { commit, name: `pushed-${shortCommit(commit)}`, what: 'what people pushed' });
  const baseline = await baselineAt(run, commit, null);
  if (!baseline.ok) return leave(run, seen, `cannot be tested, so that nothing is built on it: ${baseline.message}`);
  judgeAgainst(run, commit, baseline);
  run.commit = commit;
  remember(run, (memory) => afterHeadTaken(memory, commit));
  const words = verdict.passed ? 'it passes' : `it does not pass as the result did (${verdict.firstFinding})`;
  run.notes.push(`People pushed ${shortCommit(commit)} to the branch: ${words}. What came later stands on it.`);
}

function leave(run: Run, seen: string, what: string): void {
  const text = `${shortCommit(seen)}, which was pushed to this branch, ${what}`;
  run.notes.push(text);
  sayToReviewers(run, `head-${shortCommit(seen)}`, text);
  remember(run, (memory) => afterHeadLeft(memory, seen));
}
