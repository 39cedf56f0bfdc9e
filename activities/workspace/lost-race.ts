// Repeats a git command that lost a race for a lock or a ref against another worker, and takes away a lock that a killed
// git left in a repository of ours.
import { setTimeout as sleep } from 'node:timers/promises';
import { isLostRace } from './git-error.js';
import { lockNamedIn, removeIfOrphaned } from './lock-files.js';

const PAUSE_MS_MIN = 50;
const PAUSE_MS_MAX = 1_000;
/** Refs are locked for milliseconds. */
const WAIT_MS_MAX = 2_000;
/** Until it is sure that whoever held a lock is gone, or has let go; less than an activity may take. */
const LOCK_WAIT_MS_MAX = 75_000;

export interface RaceOptions {
  waitMsMax?: number;
  /** For a lock file that is in the way, where that is longer. */
  lockWaitMsMax?: number;
  /** The repository of ours that the command changes. Locks in others are waited for and left alone. */
  ours?: string;
}

/** Gives up, with what git said last, after a while. Pauses grow, and differ, so that two do not meet again. */
export async function againAfterLostRace<T>(work: () => Promise<T>, options: RaceOptions = {}): Promise<T> {
  const { waitMsMax = WAIT_MS_MAX, ours } = options;
  const { lockWaitMsMax = ours === undefined ? waitMsMax : LOCK_WAIT_MS_MAX } = options;
  const startedAt = performance.now();
  for (let pauseMs = PAUSE_MS_MIN; ; pauseMs = Math.min(pauseMs * 2, PAUSE_MS_MAX)) {
    try {
      return await work();
    } catch (error) {
      if (!isLostRace(error)) throw error;
      const lock = lockNamedIn(ours ?? '', error);
      if (ours !== undefined && lock !== null && (await removeIfOrphaned(ours, lock))) continue;
      const patienceMs = lock === null ? waitMsMax : Math.max(waitMsMax, lockWaitMsMax);
      if (performance.now() - startedAt > patienceMs) throw error;
      await sleep(pauseMs * (0.5 + Math.random()));
    }
  }
}
