// What is done about a pull request, decided from what was seen and what is remembered. The same news is worked on once;
// people's commits and words come before our own wishes; and it all has an end.
import type { ResultState } from '../activities.js';
import type { CheckNews, PullRequestNews, Remark } from '../forge-activities.js';
import type { FollowMemory } from './memory.js';

export type FollowStep =
  | { kind: 'end'; why: 'merged' | 'closed' | 'reverted' | 'timeLimit' }
  /** A person pushed to the branch: their commit is gone on from. */
  | { kind: 'takeHead'; commit: string }
  | { kind: 'revise'; remarks: Remark[] }
  | { kind: 'rerunChecks'; checks: CheckNews[] }
  | { kind: 'repairChecks'; checks: CheckNews[] }
  /** `moved`: only to see whether it still passes with what is new there. */
  | { kind: 'mergeBase'; commit: string; why: 'conflicting' | 'behind' | 'moved' }
  /** There were too many changes already: that is said, and nothing is changed. */
  | { kind: 'declineRemarks'; remarks: Remark[] }
  | { kind: 'declineChecks'; checks: CheckNews[] }
  | { kind: 'wait'; untilMs: number };

export interface Moment {
  atMs: number;
  /** True while nothing new may begin. */
  held: boolean;
  followLimitMs: number;
  revisionsMax: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const LOOK_EVERY_MS_MAX = 30 * MINUTE_MS;
/** After this a check that was asked to run again, and was not seen doing so, is believed. */
const RERUN_BELIEVED_AFTER_MS = MINUTE_MS;
const BASE_EVERY_MS = 60 * MINUTE_MS;
/** When a result that was merged is looked at again, since some are taken back. */
const LOOKS_AFTER_MERGE_MS = [DAY_MS, 3 * DAY_MS, 7 * DAY_MS] as const;

export function nextStep(memory: FollowMemory, news: PullRequestNews, moment: Moment): FollowStep {
  const limitAtMs = memory.sinceMs + moment.followLimitMs;
  const over = moment.atMs >= limitAtMs;
  switch (news.state) {
    case 'closed':
    case 'reverted':
      return { kind: 'end', why: news.state };
    case 'merged': {
      const mergedAtMs = memory.mergedAtMs ?? moment.atMs;
      const next = LOOKS_AFTER_MERGE_MS.map((ms) => mergedAtMs + ms).find((atMs) => atMs > moment.atMs);
      return over || next === undefined ? { kind: 'end', why: 'merged' } : wait(next, limitAtMs);
    }
    case 'open':
      if (over) return { kind: 'end', why: 'timeLimit' };
      return (moment.held ? null : workStep(memory, news, moment)) ?? wait(nextLookAtMs(memory, moment), limitAtMs);
  }
}

/** Sooner while there is something new, and then less and less often. */
export function nextLookAtMs({ quietLooks }: FollowMemory, { atMs }: Pick<Moment, 'atMs'>): number {
  return atMs + Math.min(MINUTE_MS * 2 ** Math.min(quietLooks, 10), LOOK_EVERY_MS_MAX);
}

export function changesLeft({ changes }: FollowMemory, { revisionsMax }: Pick<Moment, 'revisionsMax'>): boolean {
  return changes < revisionsMax;
}

/** What the ledger says of it. */
export function resultStateOf({ state }: PullRequestNews): ResultState {
  return STATES[state];
}

const STATES: Record<PullRequestNews['state'], ResultState> = {
  open: 'pending',
  merged: 'accepted',
  closed: 'rejected',
  reverted: 'reverted',
};

function wait(atMs: number, limitAtMs: number): FollowStep {
  return { kind: 'wait', untilMs: Math.min(atMs, limitAtMs) };
}

function workStep(memory: FollowMemory, news: PullRequestNews, moment: Moment): FollowStep | null {
  const { headCommit } = news;
  if (headCommit !== memory.published) {
    // What is said of another commit than ours is no matter of ours.
    const known = memory.earlier.includes(headCommit) || headCommit === memory.leftHead;
    return known ? null : { kind: 'takeHead', commit: headCommit };
  }
  return (
    remarksStep(memory, news, moment) ?? checksStep(memory, news, moment) ?? baseStep(memory, news, moment.atMs) ?? null
  );
}

function remarksStep(memory: FollowMemory, news: PullRequestNews, moment: Moment): FollowStep | null {
  const remarks = news.remarks.filter(({ id }) => !memory.answered.includes(id));
  if (remarks.length === 0) return null;
  return { kind: changesLeft(memory, moment) ? 'revise' : 'declineRemarks', remarks };
}

function checksStep(memory: FollowMemory, { checks }: PullRequestNews, moment: Moment): FollowStep | null {
  const failed = checks.filter(({ name, state }) => state === 'failed' && !memory.leftChecks.includes(name));
  const first = failed.filter(({ name, id }) => id !== null && !memory.reruns.some((rerun) => rerun.name === name));
  if (first.length > 0) return { kind: 'rerunChecks', checks: first };
  // All that fails is mended together.
  if (checks.some(({ state }) => state === 'pending')) return null;
  const again = failed.filter((check) => hasFailedAgain(memory, check, moment.atMs));
  if (again.length === 0) return null;
  return { kind: changesLeft(memory, moment) ? 'repairChecks' : 'declineChecks', checks: again };
}

/** The forge may show the old failure for a moment. */
function hasFailedAgain({ reruns }: FollowMemory, { name, id }: CheckNews, atMs: number): boolean {
  if (id === null) return true;
  return reruns.some((rerun) => rerun.name === name && (rerun.ran || atMs >= rerun.atMs + RERUN_BELIEVED_AFTER_MS));
}

function baseStep(memory: FollowMemory, { baseCommit, merge }: PullRequestNews, atMs: number): FollowStep | null {
  if (merge === 'unknown' || baseCommit === memory.base || baseCommit === memory.triedBase) return null;
  if (merge === 'conflicting') return { kind: 'mergeBase', commit: baseCommit, why: merge };
  if (memory.triedBaseAtMs !== null && atMs < memory.triedBaseAtMs + BASE_EVERY_MS) return null;
  return { kind: 'mergeBase', commit: baseCommit, why: merge === 'behind' ? 'behind' : 'moved' };
}
