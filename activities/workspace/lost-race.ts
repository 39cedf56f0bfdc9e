// Repeats a git command that lost a race for a lock or a ref against another worker.
import { setTimeout as sleep } from 'node:timers/promises';
import { isLostRace } from './git-error.js';

const PAUSE_MS_MIN = 50;
const PAUSE_MS_MAX = 1_000;
/** Refs are locked for milliseconds. */
const WAIT_MS_MAX = 2_000;

/** Gives up, with what git said last, after `waitMsMax`. Pauses grow, and differ, so that two do not meet again. */
export async function againAfterLostRace<T>(work: () => Promise<T>, waitMsMax = WAIT_MS_MAX): Promise<T> {
  const startedAt = performance.now();
  for (let pauseMs = PAUSE_MS_MIN; ; pauseMs = Math.min(pauseMs * 2, PAUSE_MS_MAX)) {
    try {
      return await work();
    } catch (error) {
      if (!isLostRace(error) || performance.now() - startedAt > waitMsMax) throw error;
      await sleep(pauseMs * (0.5 + Math.random()));
    }
  }
}
