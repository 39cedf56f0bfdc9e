// While a command works, brings the local server back when it dies. Workers and clients find it where it was.
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../../activities/process-birth.js';
import { reasonOf } from '../setup-problem.js';
import { reviveServer } from './local-server.js';
import { readServerFile } from './server-file.js';
import type { LocalUse, ServerLease } from './server-lease.js';

const POLL_MS = 1_000;

/** Starts watching; call what it returns before the lease is released. A named server is not ours to watch. */
export function superviseServer({ local }: ServerLease): () => Promise<void> {
  if (!local) return () => Promise.resolve();
  const stopped = new AbortController();
  const watching = watch(local, stopped.signal);
  return async () => {
    stopped.abort();
    await watching;
  };
}

async function watch(use: LocalUse, stopped: AbortSignal): Promise<void> {
  let lastProblem = '';
  while (await pause(stopped)) {
    if (await isUp(use)) continue;
    const problem = await revive(use);
    if (problem !== null && problem !== lastProblem) use.place.say(problem);
    lastProblem = problem ?? '';
  }
}

async function isUp({ place }: LocalUse): Promise<boolean> {
  const { server } = await readServerFile(place.home.state);
  return server !== null && (await isAlive(server));
}

async function revive(use: LocalUse): Promise<string | null> {
  use.place.say('the local Temporal server died; starting it again');
  try {
    await reviveServer(use);
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}

/** False when stopped. Does not keep the process alive by itself. */
async function pause(stopped: AbortSignal): Promise<boolean> {
  await sleep(POLL_MS, undefined, { signal: stopped, ref: false }).catch(() => undefined);
  return !stopped.aborted;
}
