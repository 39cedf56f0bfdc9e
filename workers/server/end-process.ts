// Ends a process: asked first, then by force.
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../../activities/process-birth.js';
import type { ProcessRef } from '../../schemas/server-file.js';

const GRACE_MS = 10_000;
/** The system may take a moment to clear away what was killed. */
const FORCE_MS = 5_000;
const POLL_MS = 20;

/** Returns when the process is gone. It has `graceMs` to end by itself. */
export async function endProcess(ref: ProcessRef, graceMs = GRACE_MS): Promise<void> {
  if (!(await isAlive(ref))) return;
  send(ref.pid, 'SIGTERM');
  if (await isGone(ref, graceMs)) return;
  send(ref.pid, 'SIGKILL');
  await isGone(ref, FORCE_MS);
}

async function isGone(ref: ProcessRef, waitMs: number): Promise<boolean> {
  const startedAt = performance.now();
  while (await isAlive(ref)) {
    if (performance.now() - startedAt > waitMs) return false;
    await sleep(POLL_MS);
  }
  return true;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended in between, which is what was wanted.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
