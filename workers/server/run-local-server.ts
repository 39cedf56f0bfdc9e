// Finds the local server running, or gets it to run. Callers hold the server lock.
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '../../activities/process-birth.js';
import type { ServerPorts } from '../../schemas/server-file.js';
import type { FoundTemporal } from '../programs/find-temporal.js';
import { SetupProblem } from '../setup-problem.js';
import { choosePorts } from './choose-ports.js';
import { endProcess } from './end-process.js';
import type { OpenServerFile } from './server-file.js';
import type { LocalPlace } from './server-lease.js';
import { logTail, startLog, startServer } from './start-server.js';
import { databasesIn, endStrays } from './stray-servers.js';
import { addressOf, untilReady } from './until-ready.js';

const START_WAIT_MS = 30_000;
const ANSWER_WAIT_MS = 15_000;
/** Another program may take a port between our look and the server's. */
const STARTS_MAX = 3;
const BYTES_PER_MB = 1_000_000;
const FREE_BYTES_MIN = 50 * BYTES_PER_MB;
const PORT_TAKEN = /address already in use/i;
const DATABASE_DAMAGED = /file is not a database|disk image is malformed/;

/** The ports of a server that runs and can be used, or null. One that runs but is of no use is ended. */
export async function findRunning(place: LocalPlace, file: OpenServerFile): Promise<ServerPorts | null> {
  const { server, ports } = file.content;
  if (!server || !ports || !(await isAlive(server))) return null;
  const problem = await untilReady(server, ports, ANSWER_WAIT_MS);
  if (problem === null) return ports;
  place.say(`the local Temporal server at ${addressOf(ports)} is of no use (${problem}) and is started again`);
  await endProcess(server);
  return null;
}

/** Starts the server where it listened before, if it can. `samePorts` makes a must of it. */
export async function launch(
  place: LocalPlace,
  file: OpenServerFile,
  program: FoundTemporal,
  samePorts = false,
): Promise<ServerPorts> {
  const dbFile = join(file.state, `temporal-${program.serverVersion}.db`);
  await checkRoom(file.state);
  await endStrays(place, [dbFile]);
  await mentionOtherFiles(place, file.state, dbFile);
  for (let start = 1; ; start += 1) {
    const ports = await choosePorts(file.content.ports);
    if (samePorts) checkSame(file.content.ports, ports);
    const problem = await launchOn(place, file, program, dbFile, ports);
    if (problem === null) {
      place.say(`Temporal server ${program.serverVersion} runs at ${addressOf(ports)}`);
      return ports;
    }
    // Why a server ended may stand far above the end of its log, before the trace of its panic.
    const log = await startLog(file.state);
    if (!PORT_TAKEN.test(log) || start === STARTS_MAX) {
      const tail = logTail(file.state, log);
      throw new SetupProblem(
        `The local Temporal server (${program.path}) did not start: ${problem}.\n${tail}${wayOut(log, dbFile)}`,
      );
    }
  }
}

async function launchOn(
  place: LocalPlace,
  file: OpenServerFile,
  program: FoundTemporal,
  dbFile: string,
  ports: ServerPorts,
): Promise<string | null> {
  const { env } = place;
  const server = await startServer({ state: file.state, program, dbFile, ports, env });
  let ready = false;
  try {
    await file.write({ server: { ...server, dbFile, serverVersion: program.serverVersion }, ports });
    const problem = await untilReady(server, ports, START_WAIT_MS);
    ready = problem === null;
    return problem;
  } finally {
    if (!ready) await endProcess(server);
  }
}

/** Another version's file is left alone; its runs are not lost, and not in sight either. */
async function mentionOtherFiles(place: LocalPlace, state: string, dbFile: string): Promise<void> {
  const files = await databasesIn(state);
  if (files.length === 0 || files.includes(dbFile)) return;
  place.say(
    `runs of other server versions stay in ${files.join(', ')}: NIGHTSHIFT_TEMPORAL_BIN can name such a version`,
  );
}

/** What the server's log means for a person; empty when it speaks for itself. */
function wayOut(log: string, dbFile: string): string {
  if (!DATABASE_DAMAGED.test(log)) return '';
  return `\n${dbFile} is damaged: move it away with its -wal and -shm files. Histories are then gone, receipts are not.`;
}

/** The server's own answer to a full disk is to end without a word, as its log is on the same disk. */
async function checkRoom(state: string): Promise<void> {
  const { bavail, bsize } = await statfs(state);
  const free = bavail * bsize;
  if (free >= FREE_BYTES_MIN) return;
  const [have, need] = [free, FREE_BYTES_MIN].map((bytes) => Math.floor(bytes / BYTES_PER_MB));
  throw new SetupProblem(`The disk of ${state} is full: ${have} MB are free, a Temporal server needs ${need} MB.`);
}

function checkSame(before: ServerPorts | null, now: ServerPorts): void {
  if (!before || (before.port === now.port && before.uiPort === now.uiPort)) return;
  const taken = before.port === now.port ? before.uiPort : before.port;
  throw new SetupProblem(`The local Temporal server cannot come back: port ${taken} was taken by another program.`);
}
