// The way to Temporal for the time of one command: the server, a client, and links into its UI.
import { Client, type Connection } from '@temporalio/client';
import { isAlive } from '../activities/process-birth.js';
import { redactingCodec } from '../workers/redacting-codec.js';
import { findNamedServer } from '../workers/server/named-server.js';
import { openServer } from '../workers/server/open-server.js';
import { readServerFile } from '../workers/server/server-file.js';
import type { ServerLease } from '../workers/server/server-lease.js';
import { SetupProblem } from '../workers/setup-problem.js';
import type { CommandContext } from './context.js';
import { serverGone } from './server-gone.js';

export interface Engine {
  lease: ServerLease;
  client: Client;
  /** Address of a run in the UI; null when nobody knows where the UI is. */
  uiLink(deliverId: string, runId?: string): string | null;
  /** Closes the connection and gives the server back. */
  close(): Promise<void>;
}

/** Opens the server, starting the local one when it is needed. With `keep` it stays up when the command ends. */
export async function openEngine(context: CommandContext, options: { keep: boolean }): Promise<Engine> {
  const { home, env, screen } = context;
  const lease = await openServer({ home, env, say: screen.say, keep: options.keep });
  try {
    return engineOn(context, lease, await connect(lease));
  } catch (error) {
    await lease.release();
    throw error;
  }
}

/** The server when one is up already; null when a local one would have to be started. */
export async function openEngineIfUp(context: CommandContext): Promise<Engine | null> {
  const up = findNamedServer(context.env) !== null || (await isLocalServerUp(context.home.state));
  return up ? openEngine(context, { keep: false }) : null;
}

/** For commands that can also read the ledger alone: a server that does not answer is said and done without. */
export async function openEngineIfAnswers(context: CommandContext): Promise<Engine | null> {
  try {
    return await openEngineIfUp(context);
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    context.screen.say(error.message);
    return null;
  }
}

async function isLocalServerUp(state: string): Promise<boolean> {
  const { server } = await readServerFile(state);
  return server !== null && (await isAlive(server));
}

export async function withEngine<T>(context: CommandContext, work: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = await openEngine(context, { keep: false });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

async function connect(lease: ServerLease): Promise<Connection> {
  try {
    return await lease.connect();
  } catch (error) {
    throw serverGone(lease, error);
  }
}

function engineOn({ secrets }: CommandContext, lease: ServerLease, connection: Connection): Engine {
  const dataConverter = { payloadCodecs: [redactingCodec(secrets)] };
  return {
    lease,
    client: new Client({ connection, namespace: lease.namespace, dataConverter }),
    uiLink: (deliverId, runId) => uiLink(lease, deliverId, runId),
    async close() {
      await connection.close();
      await lease.release();
    },
  };
}

function uiLink({ uiUrl, namespace }: ServerLease, deliverId: string, runId?: string): string | null {
  if (uiUrl === null) return null;
  const path = `/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(deliverId)}`;
  return new URL(runId === undefined ? path : `${path}/${runId}`, uiUrl).href;
}
