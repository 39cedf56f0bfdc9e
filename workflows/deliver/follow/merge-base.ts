// The base branch has moved: it is merged into the result, which is judged against it anew. What conflicts or fails then is
// mended. Where nothing forces a merge, one that passes stays a trial.
import { afterBaseTried } from '../../../core/follow/memory.js';
import { changesLeft, type FollowStep } from '../../../core/follow/next-step.js';
import type { BaselineOk, Verdict } from '../../../core/validator.js';
import { repositories, store } from '../../hands.js';
import { summary } from '../../summary.js';
import { judgeAll } from '../judge-all.js';
import type { Run } from '../run.js';
import { show } from '../show.js';
import { sayToReviewers } from '../tell-issue.js';
import { changeResult, mending, publishChange } from './change.js';
import { momentOf } from './look.js';
import { memoryOf, remember } from './memory-of.js';
import { baselineAt, judgeAgainst } from './new-base.js';
import { shortCommit } from './short-commit.js';

type Why = Extract<FollowStep, { kind: 'mergeBase' }>['why'];

/** The published commit with the base branch's merged in. */
interface Merge {
  base: string;
  commit: string;
  conflicts: string[];
}

/** What came of it: published, or why not; `again`: it is to be looked at anew. */
type Outcome = { kind: 'published' } | { kind: 'left'; why: string | null } | { kind: 'again' };

/** `seen`: the base branch's commit that was looked at. */
export async function mergeBase(run: Run, seen: string, why: Why): Promise<void> {
  const merge = await merged(run);
  const outcome = typeof merge === 'string' ? left(merge) : await settled(run, merge, why);
  if (outcome.kind === 'again') return;
  remember(run, (memory) => afterBaseTried(memory, seen, Date.now()));
  if (outcome.kind !== 'left' || outcome.why === null) return;
  const text = `The base branch has moved on to ${shortCommit(seen)}. ${outcome.why}`;
  run.notes.push(text);
  sayToReviewers(run, `base-${shortCommit(seen)}`, text);
}

/** Or why it cannot be merged. */
async function merged(run: Run): Promise<Merge | string> {
  const { repository } = run.input;
  const { published } = memoryOf(run);
  const branch = run.base?.branch ?? '';
  show(run, `merging ${branch} into the result`);
  const fetched = await repositories.fetchBranch.executeWithOptions({ summary: summary(`Fetch ${branch}`) }, [
    { repository, run: run.name, branch },
  ]);
  if (!fetched.ok) return `It could not be fetched: ${fetched.message}`;
  const made = await store.mergeBase.executeWithOptions({ summary: summary(`Merge ${branch} into the result`) }, [
    {
      repository,
      run: run.name,
      onto: published,
      commit: fetched.commit,
      baseBranch: branch,
      committedAtMs: Date.now(),
    },
  ]);
  return { base: fetched.commit, ...made };
}

async function settled(run: Run, merge: Merge, why: Why): Promise<Outcome> {
  const { published, foreign } = memoryOf(run);
  if (merge.commit === published) return { kind: 'left', why: null };
  if (foreign) return withPeoplesCommits(run, merge, why);
  const { written, input } = run;
  const baseline = await baselineAt(run, merge.base, written?.visible ?? input.spec.acceptance);
  if (!baseline.ok) return left(`Its own tests cannot be run, so that nothing is merged: ${baseline.message}`);
  return against(run, merge.base, baseline, () => onNewBase(run, merge, why));
}

/** What is judged and pushed there is compared with that commit, and all that follows if it was published. */
async function against(run: Run, commit: string, baseline: BaselineOk, work: () => Promise<Outcome>): Promise<Outcome> {
  const goBack = judgeAgainst(run, commit, baseline);
  let outcome: Outcome | null = null;
  try {
    outcome = await work();
    return outcome;
  } finally {
    if (outcome?.kind !== 'published') goBack();
  }
}

async function onNewBase(run: Run, { base, commit, conflicts }: Merge, why: Why): Promise<Outcome> {
  show(run, 'judging the result with the base branch merged in');
  const name = `merge-${shortCommit(base)}`;
  const verdict = await judgeAll(run, { commit, name, conflicts, what: 'the result on the new base' });
  if (verdict.passed) return why === 'moved' ? { kind: 'left', why: null } : publishOn(run, verdict.judgedCommit, base);
  const problem = problemOf(verdict, conflicts);
  if (!changesLeft(memoryOf(run), momentOf(run))) {
    return left(`${problem} The result was changed as often as the operator allows.`);
  }
  show(run, 'mending the result on the new base');
  const change = mending(conflicts.length > 0 ? { conflicts } : {});
  const changed = await changeResult(run, { commit: verdict.judgedCommit, findings: verdict.findings, change });
  switch (changed.kind) {
    case 'passed':
      return publishOn(run, changed.commit, base);
    case 'short':
      return { kind: 'again' };
    default:
      return left(`${problem} That could not be mended.`);
  }
}

/** Nothing of theirs is mended by us, and no test of theirs is put back. */
async function withPeoplesCommits(run: Run, { base, commit, conflicts }: Merge, why: Why): Promise<Outcome> {
  if (why === 'moved') return { kind: 'left', why: null };
  if (conflicts.length > 0) {
    return left(`It conflicts in ${conflicts.join(', ')}. People have pushed to this branch, so that is left to them.`);
  }
  const baseline = await baselineAt(run, commit, null);
  if (!baseline.ok) return left(`With it the tests cannot be run: ${baseline.message}`);
  // All in it stands on the forge already, on one of the two branches: nothing is ours to answer for.
  return against(run, commit, baseline, () => publishOn(run, commit, base));
}

async function publishOn(run: Run, commit: string, base: string): Promise<Outcome> {
  const published = await publishChange(run, commit, base);
  if (published.ok) {
    if (run.base) run.base = { ...run.base, commit: base };
    return { kind: 'published' };
  }
  return published.elsewhere ? { kind: 'again' } : left(`The merge could not be pushed: ${published.message}`);
}

function problemOf({ firstFinding }: Verdict, conflicts: readonly string[]): string {
  if (conflicts.length > 0) return `The result conflicts with it in ${conflicts.join(', ')}.`;
  return `With it the result does not pass: ${firstFinding}.`;
}

function left(why: string): Outcome {
  return { kind: 'left', why };
}
