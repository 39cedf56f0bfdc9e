// Waits until a local server can be used: it answers, keeps runs for long enough, and knows our search attributes.
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessRef, ServerPorts } from '../../schemas/server-file.js';
import { reasonOf } from '../setup-problem.js';
import { LOOPBACK } from './choose-ports.js';
import { connect } from './connect.js';
import { isAlive } from './process-birth.js';
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
export async function untilReady(process: ProcessRef, ports: ServerPorts, waitMs: number): Promise<string | null> {
  const startedAt = performance.now();
  for (;;) {
    const problem = await tryPrepare(ports);
    if (problem === null) return null;
    if (!(await isAlive(process))) return 'it ended by itself';
    if (performance.now() - startedAt > waitMs)
      return `no good answer after ${Math.round(waitMs / 1_000)} s: ${problem}`;
    await sleep(POLL_MS);
  }
}

async function tryPrepare(ports: ServerPorts): Promise<string | null> {
  // gRPC waits a second after a refused connection before it tries again; asking the port first does not.
  if (!(await isListening(ports.port))) return 'nothing listens there';
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

async function isListening(port: number): Promise<boolean> {
  const socket = connectTcp(port, LOOPBACK);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
