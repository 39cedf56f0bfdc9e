// Names of our control groups: each says whose it is, so that those of dead workers can be told from those in use.
import { randomBytes } from 'node:crypto';
import { readlink } from 'node:fs/promises';
import { processBirth } from '../../process-birth.js';

const PREFIX = 'nightshift';
const RANDOM_BYTES = 6;

/** A name that no other group has. */
export async function newGroupName(): Promise<string> {
  const [space, birth] = await Promise.all([processSpace(), birthOf(process.pid)]);
  return [PREFIX, space, process.pid, birth, randomBytes(RANDOM_BYTES).toString('hex')].join('-');
}

/** True for a group of ours whose maker is dead. Makers whose process numbers mean nothing to us are left alone. */
export async function isLeftover(name: string): Promise<boolean> {
  const [prefix, space, pid, birth] = name.split('-');
  if (prefix !== PREFIX || space !== (await processSpace())) return false;
  return (await birthOf(Number(pid))) !== birth;
}

/** Processes are numbered anew in each pid namespace. */
async function processSpace(): Promise<string> {
  return (await readlink('/proc/self/ns/pid')).replace(/\D/g, '');
}

/** As one word; empty when there is no such process. */
async function birthOf(pid: number): Promise<string> {
  return ((await processBirth(pid)) ?? '').replace(/[^a-z0-9]/g, '');
}
