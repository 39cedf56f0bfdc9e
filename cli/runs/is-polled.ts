// Whether workers look for work on a task queue, as far as the server knows.
import type { Engine } from '../engine.js';
import { lastPollMs, POLL_MS_MAX } from './trouble/run-facts.js';

/** What was killed is taken for a worker until the time in which one asks again is over. */
export async function isPolled({ client }: Engine, taskQueue: string): Promise<boolean> {
  const pollMs = await lastPollMs(client, taskQueue, 'workflow');
  return pollMs !== null && pollMs > Date.now() - POLL_MS_MAX;
}
