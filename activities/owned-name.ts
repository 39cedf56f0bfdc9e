// Names of what a process makes for itself outside its memory, such as folders and control groups: each says whose it is,
// so that what a killed process left behind can be told from what is in use.
import { randomBytes } from 'node:crypto';
import { mkdir, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { processBirth } from './process-birth.js';

const RANDOM_BYTES = 6;
/** Space, process, birth, random part. */
const OWNER_PARTS = 4;
const FOLDER_MODE = 0o700;

/** `unknown`: its name says nothing, or names a process that only another machine or container could look up. */
export type Owner = 'alive' | 'dead' | 'unknown';

/** Found out once: each command in a sandbox needs a name. */
let ourselves: Promise<string> | null = null;

/** A name that nothing else has. */
export async function ownedName(prefix: string): Promise<string> {
  ourselves ??= thisProcess();
  return [prefix, await ourselves, randomBytes(RANDOM_BYTES).toString('hex')].join('-');
}

async function thisProcess(): Promise<string> {
  const [space, birth] = await Promise.all([processSpace(), birthOf(process.pid)]);
  return [space, process.pid, birth].join('-');
}

/** A new folder that only this user can open. */
export async function makeOwnedFolder(parent: string, prefix: string): Promise<string> {
  const folder = join(parent, await ownedName(prefix));
  await mkdir(folder, { mode: FOLDER_MODE });
  return folder;
}

/** What became of the process that gave something this name. */
export async function ownerOf(name: string): Promise<Owner> {
  const [space, pid = '', birth] = name.split('-').slice(-OWNER_PARTS);
  if (!/^\d+$/.test(pid) || space !== (await processSpace())) return 'unknown';
  return (await birthOf(Number(pid))) === birth ? 'alive' : 'dead';
}

/** Processes are numbered anew on each machine and, on Linux, in each pid namespace. */
async function processSpace(): Promise<string> {
  const space = process.platform === 'linux' ? await readlink('/proc/self/ns/pid') : hostname();
  return space.replace(/[^a-z0-9]|^pid/gi, '');
}

/** As one word; empty when there is no such process. */
async function birthOf(pid: number): Promise<string> {
  return ((await processBirth(pid)) ?? '').replace(/[^a-z0-9]/gi, '');
}
