// What is remembered of a pull request from look to look: what was done about which news, so that the same news is never
// worked on twice. Each function gives the memory after something was done or seen.
import type { ResultState } from '../activities.js';
import type { CheckNews, PullRequestNews, Remark } from '../forge-activities.js';

export interface FollowMemory {
  readonly sinceMs: number;
  /** Where the branch stands by us, or by a person whose commit was taken over. */
  readonly published: string;
  /** Where it stood before: the forge may show that for a moment. */
  readonly earlier: readonly string[];
  /** The commit of the base branch that the published one holds. */
  readonly base: string;
  /** True once people have pushed to the branch. */
  readonly foreign: boolean;
  /** A head of theirs that could not be taken over. */
  readonly leftHead: string | null;
  /** Changes that were begun and could be paid for, whatever came of them. */
  readonly changes: number;
  /** All that were begun: each has a name of its own. */
  readonly begun: number;
  /** Checks of the published commit that were asked to run again. */
  readonly reruns: readonly Rerun[];
  /** Names of those that nothing more is done about at the published commit. */
  readonly leftChecks: readonly string[];
  /** Ids of remarks that were answered. */
  readonly answered: readonly string[];
  /** The newest commit of the base branch that was merged into the published one on trial, and when. */
  readonly triedBase: string | null;
  readonly triedBaseAtMs: number | null;
  readonly mergedAtMs: number | null;
  /** What the ledger was told. */
  readonly recorded: ResultState;
  /** Of the last look. */
  readonly etags: Record<string, string> | null;
  /** In short what it saw, and how many looks since brought nothing new. */
  readonly seen: string;
  readonly quietLooks: number;
  /** Since when nothing could be seen; null: it can. */
  readonly blindSinceMs: number | null;
}

export interface Rerun {
  name: string;
  id: number | null;
  atMs: number;
  /** True once it was seen at work again. */
  ran: boolean;
}

const EARLIER_MAX = 20;
const ANSWERED_MAX = 300;

export function beginFollowing(sinceMs: number, published: string, base: string): FollowMemory {
  return {
    sinceMs,
    published,
    earlier: [],
    base,
    foreign: false,
    leftHead: null,
    changes: 0,
    begun: 0,
    reruns: [],
    leftChecks: [],
    answered: [],
    triedBase: null,
    triedBaseAtMs: null,
    mergedAtMs: null,
    recorded: 'pending',
    etags: null,
    seen: '',
    quietLooks: 0,
    blindSinceMs: null,
  };
}

export function afterLook(
  memory: FollowMemory,
  news: PullRequestNews,
  etags: Record<string, string>,
  atMs: number,
): FollowMemory {
  const merged = news.state === 'merged' || news.state === 'reverted';
  const seen = inShort(news);
  return {
    ...memory,
    etags,
    seen,
    quietLooks: seen === memory.seen ? memory.quietLooks + 1 : 0,
    blindSinceMs: null,
    mergedAtMs: merged ? (memory.mergedAtMs ?? atMs) : null,
    reruns: memory.reruns.map((rerun) => ({
      ...rerun,
      ran: rerun.ran || runsAgain(rerun, memory.reruns, news.checks),
    })),
  };
}

function inShort({ state, headCommit, baseCommit, merge, checks, remarks }: PullRequestNews): string {
  const count = (wanted: CheckNews['state']) => checks.filter((check) => check.state === wanted).length;
  return [state, headCommit, baseCommit, merge, count('pending'), count('failed'), remarks.length].join(' ');
}

/** Another run may be another check. Several may have one name. */
function runsAgain({ name }: Rerun, reruns: readonly Rerun[], checks: readonly CheckNews[]): boolean {
  const asked = reruns.filter((rerun) => rerun.name === name).map(({ id }) => id);
  return checks.some((check) => check.name === name && (check.state === 'pending' || !asked.includes(check.id)));
}

/** Nothing could be seen. */
export function afterBlindLook(memory: FollowMemory, atMs: number): FollowMemory {
  return { ...memory, quietLooks: memory.quietLooks + 1, blindSinceMs: memory.blindSinceMs ?? atMs };
}

export function afterRerun(memory: FollowMemory, checks: readonly CheckNews[], atMs: number): FollowMemory {
  const reruns = checks.map(({ name, id }) => ({ name, id, atMs, ran: false }));
  return { ...memory, reruns: [...memory.reruns, ...reruns] };
}

export function afterChangeBegun(memory: FollowMemory): FollowMemory {
  return { ...memory, changes: memory.changes + 1, begun: memory.begun + 1 };
}

/** The rest of the budget did not pay for it, so that it counts for nothing and is begun anew once it does. */
export function afterChangeUnpaid(memory: FollowMemory, before: FollowMemory): FollowMemory {
  return { ...before, begun: memory.begun };
}

/** Nothing more is done about them at this commit. */
export function afterChecksLeft(memory: FollowMemory, checks: readonly CheckNews[]): FollowMemory {
  return { ...memory, leftChecks: [...memory.leftChecks, ...checks.map(({ name }) => name)] };
}

export function afterAnswer(memory: FollowMemory, remarks: readonly Remark[]): FollowMemory {
  return { ...memory, answered: [...memory.answered, ...remarks.map(({ id }) => id)].slice(-ANSWERED_MAX) };
}

/** `base`: of the base branch, where a newer one is in it now. */
export function afterPublished(memory: FollowMemory, commit: string, base = memory.base): FollowMemory {
  if (commit === memory.published) return { ...memory, base };
  return {
    ...memory,
    published: commit,
    earlier: [...memory.earlier, memory.published].slice(-EARLIER_MAX),
    base,
    reruns: [],
    leftChecks: [],
    triedBase: null,
    quietLooks: 0,
  };
}

/** A person pushed to the branch, and that is gone on from. */
export function afterHeadTaken(memory: FollowMemory, commit: string): FollowMemory {
  return { ...afterPublished(memory, commit), foreign: true };
}

export function afterHeadLeft(memory: FollowMemory, commit: string): FollowMemory {
  return { ...memory, leftHead: commit };
}

export function afterBaseTried(memory: FollowMemory, base: string, atMs: number): FollowMemory {
  return { ...memory, triedBase: base, triedBaseAtMs: atMs };
}

export function afterRecorded(memory: FollowMemory, state: ResultState): FollowMemory {
  return { ...memory, recorded: state };
}
