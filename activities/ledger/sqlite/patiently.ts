// Waits for other connections without blocking the thread, as SQLite's own waiting does: heartbeats go on meanwhile, and
// so does another connection of this very process.
import { setTimeout } from 'node:timers/promises';
import { isBusy } from './sqlite-trouble.js';

/** Between two looks whether another one has committed. It varies, so that processes do not keep in step. */
const PAUSE_LEAST_MS = 1;
const PAUSE_MOST_MS = 2;

/** Tries `work` again while another connection keeps the file locked, for so long. */
export async function patiently<T>(work: () => T, patienceMs: number): Promise<T> {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= until) throw error;
    }
    await setTimeout(PAUSE_LEAST_MS + Math.random() * (PAUSE_MOST_MS - PAUSE_LEAST_MS));
  }
}
