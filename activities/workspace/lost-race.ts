// Repeats a git command that lost a race for a lock or a ref against another worker.
import { setTimeout as sleep } from 'node:timers/promises';
import { isLostRace } from './git-error.js';

const TRIES_MAX = 3;
const PAUSE_MS = 100;

export async function againAfterLostRace<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === TRIES_MAX || !isLostRace(error)) throw error;
      await sleep(PAUSE_MS * tries);
    }
  }
}
