// What whoever plays an evening on the double does beside `nightshift up`: waits for what comes of it, and ends it.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Watching {
  up: ChildProcess;
  lookMs: number;
  patienceMs: number;
}

/** Looks until there is something to see. Throws when the process ends before, or patience does. */
export async function untilSeen<T>(
  { up, lookMs, patienceMs }: Watching,
  what: string,
  look: () => T | null,
): Promise<T> {
  const endMs = Date.now() + patienceMs;
  for (;;) {
    const seen = look();
    if (seen !== null) return seen;
    if (up.exitCode !== null) throw new Error(`nightshift up ended with ${up.exitCode} before ${what}`);
    if (Date.now() > endMs) throw new Error(`there was no sign of ${what} after ${patienceMs / 60_000} minutes`);
    await sleep(lookMs);
  }
}

export async function leave(up: ChildProcess): Promise<void> {
  if (up.exitCode !== null) return;
  const ended = once(up, 'exit');
  up.kill('SIGTERM');
  await ended;
}
