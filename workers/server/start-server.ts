// Starts Temporal's dev server as a process of its own, which outlives the command that started it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { processBirth } from '../../activities/process-birth.js';
import type { ProcessRef, ServerPorts } from '../../schemas/server-file.js';
import type { FoundTemporal } from '../programs/find-temporal.js';
import { reasonOf, SetupProblem } from '../setup-problem.js';
import { LOOPBACK } from './choose-ports.js';

export const DB_OPTION = '--db-filename';
const LOG = 'temporal.log';
const LOG_TAIL_LINES = 8;
/** A start of half a minute, and the trace of every routine of a server that panics. */
const LOG_BYTES_MAX = 1_000_000;

export interface ServerStart {
  state: string;
  program: FoundTemporal;
  dbFile: string;
  ports: ServerPorts;
  env: NodeJS.ProcessEnv;
}

/** Returns as soon as the process runs; it is not ready yet. */
export async function startServer(start: ServerStart): Promise<ProcessRef> {
  const log = await openLog(start.state);
  try {
    const child = spawn(start.program.path, serverArguments(start), {
      cwd: start.state,
      env: serverEnvironment(start.env),
      // A session of its own: Ctrl-C in the terminal is not for the server.
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    await once(child, 'spawn');
    child.unref();
    const pid = child.pid ?? 0;
    return { pid, birth: (await processBirth(pid)) ?? 'gone' };
  } catch (error) {
    throw new SetupProblem(`${start.program.path} cannot be started: ${reasonOf(error)}`);
  } finally {
    await log.close();
  }
}

/** What the server wrote since its last start; of a very long log the end. */
export async function startLog(state: string): Promise<string> {
  const log = await open(join(state, LOG)).catch(() => null);
  if (log === null) return '';
  try {
    const { size } = await log.stat();
    const length = Math.min(size, LOG_BYTES_MAX);
    const { buffer, bytesRead } = await log.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await log.close();
  }
}

/** The last lines of the log, for a message to people. */
export function logTail(state: string, log: string): string {
  const lines = log.split('\n').filter((line) => line.trim() !== '');
  return [`The end of ${join(state, LOG)}:`, ...lines.slice(-LOG_TAIL_LINES).map((line) => `  ${line}`)].join('\n');
}

function serverArguments({ dbFile, ports }: ServerStart): string[] {
  return [
    ...['server', 'start-dev', DB_OPTION, dbFile],
    // Measured: half the time for each step of a workflow, with nothing less kept when the power fails.
    ...['--sqlite-pragma', 'journal_mode=WAL'],
    ...['--ip', LOOPBACK, '--port', String(ports.port), '--ui-port', String(ports.uiPort)],
  ];
}

/** No keys and no TEMPORAL_ variables of the user's reach the server. */
function serverEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG'].flatMap((name) => (env[name] ? [[name, env[name]]] : []));
  return Object.fromEntries(kept);
}

/** Starts a new log and keeps the one before it, which tells why a server died. */
async function openLog(state: string): Promise<Awaited<ReturnType<typeof open>>> {
  const file = join(state, LOG);
  await rename(file, `${file}.before`).catch(() => undefined);
  return open(file, 'w');
}
