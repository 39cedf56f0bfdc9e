// Waits until a local server can be used: it answers, keeps runs for long enough, and knows our search attributes.
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../../activities/process-birth.js';
import type { ProcessRef, ServerPorts } from '../../schemas/server-file.js';
import { reasonOf } from '../setup-problem.js';
import { LOOPBACK } from './choose-ports.js';
import { connect } from './connect.js';
import { isListening } from './is-listening.js';
import { ensureRetention } from './retention.js';
import { ensureSearchAttributes } from './search-attributes.js';

/** The dev server makes it by itself, and Temporal's own commands use it when they are told none. */
export const LOCAL_NAMESPACE = 'default';

const TRY_TIMEOUT_MS = 1_000;
const POLL_MS = 20;

export function addressOf({ port }: ServerPorts): string {
  return `${LOOPBACK}:${port}`;
}

/** Null when it is ready, else why it is not. Ends early when the process does. */
export async function untilReady(server: ProcessRef, ports: ServerPorts, waitMs: number): Promise<string | null> {
  const startedAt = performance.now();
  for (;;) {
    const problem = await tryPrepare(server, ports);
    if (problem === null) return null;
    if (!(await isAlive(server))) return 'it ended by itself';
    const waitedMs = performance.now() - startedAt;
    if (waitedMs > waitMs) return `no good answer in ${Math.round(waitMs / 1_000)} s: ${problem}`;
    await sleep(POLL_MS);
  }
}

async function tryPrepare({ pid }: ProcessRef, ports: ServerPorts): Promise<string | null> {
  for (const port of [ports.port, ports.uiPort]) {
    if (!(await isListening(pid, port))) return `it does not listen on port ${port}`;
  }
  try {
    const address = addressOf(ports);
    const connection = await connect({ address }, TRY_TIMEOUT_MS);
    try {
      await ensureRetention(connection, LOCAL_NAMESPACE);
      await ensureSearchAttributes(connection, LOCAL_NAMESPACE);
      return null;
    } finally {
      await connection.close();
    }
  } catch (error) {
    return reasonOf(error);
  }
}
