// Opens `server.json` under the server lock: what is read there, and done about it, is done by one command at a time.
import { mkdir, readFile, realpath, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ServerFile, serverFile } from '../../schemas/server-file.js';
import { reasonOf, SetupProblem } from '../setup-problem.js';
import { withFileLock } from '../with-file-lock.js';
import type { LocalPlace } from './server-lease.js';

export const NOTHING_YET: ServerFile = { format: 1, server: null, ports: null, keep: false, clients: [] };

/** A start on a busy machine, with another that stops a server before it. */
const LOCK_WAIT_MS = 120_000;

export interface OpenServerFile {
  /** The state folder by its real path, which names the database among the arguments of processes. */
  state: string;
  /** What the file says; replaced by `write`. */
  readonly content: ServerFile;
  write(change: Partial<ServerFile>): Promise<void>;
}

/** Throws `SetupProblem` when the state folder cannot be written or the lock cannot be had. Do not nest. */
export async function withServerFile<T>(place: LocalPlace, work: (file: OpenServerFile) => Promise<T>): Promise<T> {
  const state = await openState(place.home.state);
  const onWait = () => place.say('waiting for another nightshift command that starts or stops the Temporal server');
  return withFileLock(join(state, 'server.lock'), { waitMs: LOCK_WAIT_MS, onWait }, async () =>
    work(openedFile(state, await readServerFile(state))),
  );
}

/** Without the lock: what may already be out of date, and is never half written. */
export async function readServerFile(state: string): Promise<ServerFile> {
  const text = await readFile(fileIn(state), 'utf8').catch(() => '');
  return parsed(text) ?? NOTHING_YET;
}

function openedFile(state: string, first: ServerFile): OpenServerFile {
  let content = first;
  return {
    state,
    get content() {
      return content;
    },
    async write(change) {
      content = { ...content, ...change };
      await writeServerFile(state, content);
    },
  };
}

/** A file that cannot be understood counts as absent: a server that it may have named is found by its arguments. */
function parsed(text: string): ServerFile | null {
  try {
    return serverFile.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Replaces the file as a whole, so that a kill or a full disk leaves the old one. */
async function writeServerFile(state: string, content: ServerFile): Promise<void> {
  const file = fileIn(state);
  try {
    await writeFile(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`);
    await rename(`${file}.new`, file);
  } catch (error) {
    throw new SetupProblem(`${file} cannot be written: ${reasonOf(error)}`);
  }
}

async function openState(state: string): Promise<string> {
  try {
    await mkdir(state, { recursive: true, mode: 0o700 });
    return await realpath(state);
  } catch (error) {
    throw new SetupProblem(
      `The state folder ${state} cannot be made: ${reasonOf(error)}\nName another by NIGHTSHIFT_HOME.`,
    );
  }
}

function fileIn(state: string): string {
  return join(state, 'server.json');
}
