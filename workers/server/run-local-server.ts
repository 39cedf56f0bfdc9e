// Finds the local server running, or gets it to run. Callers hold the server lock.
import { readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerPorts } from '../../schemas/server-file.js';
import type { FoundTemporal } from '../programs/find-temporal.js';
import { SetupProblem } from '../setup-problem.js';
import { choosePorts } from './choose-ports.js';
import { endProcess } from './end-process.js';
import { findProcesses } from './find-processes.js';
import { isAlive, processBirth } from './process-birth.js';
import type { OpenServerFile } from './server-file.js';
import type { LocalPlace } from './server-lease.js';
import { DB_OPTION, logTail, startServer } from './start-server.js';
import { addressOf, untilReady } from './until-ready.js';

const START_WAIT_MS = 30_000;
const ANSWER_WAIT_MS = 15_000;
/** Another program may take a port between our look and the server's. */
const STARTS_MAX = 3;
const BYTES_PER_MB = 1_000_000;
const FREE_BYTES_MIN = 50 * BYTES_PER_MB;
const PORT_TAKEN = /address already in use/i;

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
  await endStrays(place, dbFile);
  await mentionOtherFiles(place, file.state, dbFile);
  for (let start = 1; ; start += 1) {
    const ports = await choosePorts(file.content.ports);
    if (samePorts) checkSame(file.content.ports, ports);
    const problem = await launchOn(place, file, program, dbFile, ports);
    if (problem === null) {
      place.say(`Temporal server ${program.serverVersion} runs at ${addressOf(ports)}`);
      return ports;
    }
    const tail = await logTail(file.state);
    if (!PORT_TAKEN.test(tail) || start === STARTS_MAX) {
      throw new SetupProblem(`The local Temporal server (${program.path}) did not start: ${problem}.\n${tail}`);
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

/**
 * Ends servers on our file that nobody wrote down, such as one whose starter was killed in the same instant: two servers
 * on one file would both run, and ruin it.
 */
async function endStrays(place: LocalPlace, dbFile: string): Promise<void> {
  for (const pid of await findProcesses(DB_OPTION, dbFile)) {
    const birth = await processBirth(pid);
    if (birth === null) continue;
    place.say(`ending a Temporal server (process ${pid}) that holds ${dbFile} and that no command knows`);
    await endProcess({ pid, birth });
  }
}

/** Another version's file is left alone; its runs are not lost, and not in sight either. */
async function mentionOtherFiles(place: LocalPlace, state: string, dbFile: string): Promise<void> {
  const files = (await readdir(state))
    .filter((name) => /^temporal-.*\.db$/.test(name))
    .map((name) => join(state, name));
  if (files.length === 0 || files.includes(dbFile)) return;
  place.say(
    `runs of other server versions stay in ${files.join(', ')}: NIGHTSHIFT_TEMPORAL_BIN can name such a version`,
  );
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
