// A change to the published result: a search that starts from what was published, and what passes is published on top of it.
import type { CandidateRecord } from '../../../core/candidate.js';
import { afterChangeBegun, afterChangeUnpaid, afterPublished } from '../../../core/follow/memory.js';
import { changeTaskId, type Task } from '../../../core/plan.js';
import type { PublishedChange, SearchStart } from '../plan-try.js';
import { withWrittenTests } from '../publish.js';
import { openPullRequest, pushCommit } from '../publish-on-forge.js';
import type { Run } from '../run.js';
import { isAnswer } from '../run-try.js';
import { search } from '../search.js';
import { show } from '../show.js';
import { isShort } from '../wait.js';
import { lookOnce, waitForNews } from './look.js';
import { memoryOf, remember } from './memory-of.js';

const SHOWN_AFTER_MS = 60_000;

export type Changed =
  | { kind: 'passed'; commit: string; record: CandidateRecord }
  /** Answered in words. */
  | { kind: 'answered'; record: CandidateRecord }
  /** The rest of the budget does not pay for it: as soon as more is allowed, it is begun anew. */
  | { kind: 'short' }
  | { kind: 'nothing'; why: string };

export async function changeResult(run: Run, start: Omit<SearchStart, 'judgeAcceptance'>): Promise<Changed> {
  const before = memoryOf(run);
  remember(run, afterChangeBegun);
  // The deadline was for the result. Each change to it has as long again.
  run.standstillMs = Date.now() - run.startedAtMs;
  const task = changeTask(run);
  const searched: SearchStart = { ...start, judgeAcceptance: true };
  const found = await search(run, task, searched);
  if (!found.ok) {
    if (!isShort(run)) return { kind: 'nothing', why: found.end.summary };
    remember(run, (memory) => afterChangeUnpaid(memory, before));
    return { kind: 'short' };
  }
  const own = run.candidates.filter(({ taskId }) => taskId === task.id);
  const answer = own.find((record) => isAnswer(searched, record));
  if (answer) return { kind: 'answered', record: answer };
  const record = own.find(({ verdict }) => verdict?.passed && verdict.judgedCommit === found.value);
  if (!record) throw new Error(`no try of ${task.id} made ${found.value}`);
  return { kind: 'passed', commit: found.value, record };
}

/** The part of a start that says what is wanted. */
export function mending(change: Omit<PublishedChange, 'remarks'> = {}): PublishedChange {
  return { remarks: null, ...change };
}

export type Published =
  | { ok: true; commit: string }
  /** `elsewhere`: the branch or the pull request is not as it was, so the next look decides. */
  | { ok: false; elsewhere: boolean; message: string };

/** Brings a commit onto the branch, unless something happened to it meanwhile. `base`: of the base branch, in it now. */
export async function publishChange(run: Run, passed: string, base?: string): Promise<Published> {
  const { published, foreign } = memoryOf(run);
  show(run, 'publishing the change');
  const commit = foreign ? passed : await withWrittenTests(run, passed);
  const news = await lookOnce(run);
  if (news?.state !== 'open' || news.headCommit !== published) {
    return { ok: false, elsewhere: true, message: 'The pull request is not as it was.' };
  }
  const { looks, resumes } = run.issue;
  const pushed = await pushCommit(run, commit, published);
  if (!pushed.ok) {
    const elsewhere = pushed.reason === 'branchTaken';
    // Somebody was faster: the forge may take a moment until it shows that.
    if (elsewhere) await waitForNews(run, Date.now() + SHOWN_AFTER_MS, { looks, resumes });
    return { ok: false, elsewhere, message: pushed.message };
  }
  run.commit = pushed.commit;
  remember(run, (memory) => afterPublished(memory, pushed.commit, base));
  const opened = await openPullRequest(run);
  if (!opened.ok) run.notes.push(`The pull request's words could not be brought up to date: ${opened.message}`);
  return { ok: true, commit: pushed.commit };
}

/** The whole spec once more, under a name of its own. */
function changeTask(run: Run): Task {
  const { title } = run.input.spec;
  const id = changeTaskId(memoryOf(run).begun);
  return { id, title, description: '', dependsOn: [], paths: [], acceptance: [] };
}
