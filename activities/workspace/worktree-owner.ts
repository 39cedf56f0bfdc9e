// Who uses a worktree: noted beside it, so that what a killed process left can be told from what is in use.
import { readFile, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isAlive, thisProcess } from '../process-birth.js';
import { errorCode } from './error-code.js';
import { unlessAbsent } from './unless-absent.js';

/** Name of the folder that holds a worktree's files. */
export const TREE = 'tree';
const OWNER = 'owner';
/** Another machine or container that shares our cache cannot be asked whether it lives; no activity takes this long. */
const UNKNOWN_OWNER_KEPT_MS = 24 * 60 * 60_000;
/**
 * A folder has no owner for a few milliseconds, before its tree is made and after that was removed. Whoever is stopped
 * in them for longer finds the folder gone and tries again.
 */
const HALF_MADE_KEPT_MS = 60_000;

interface Owner {
  host: string;
  pid: number;
  birth: string;
}

/** `folder` is the one that holds all that belongs to a worktree. */
export async function noteOwner(folder: string): Promise<void> {
  const owner: Owner = { host: hostname(), ...(await thisProcess()) };
  await writeFile(join(folder, OWNER), JSON.stringify(owner));
}

/** True when whoever made the worktree is gone, or cannot be asked and has long been silent. */
export async function isOrphaned(folder: string, nowMs: number): Promise<boolean> {
  const owner = await readOwner(join(folder, OWNER));
  if (owner?.host === hostname()) return !(await isAlive(owner));
  const halfMade = owner === null && (await unlessAbsent(stat(join(folder, TREE)))) === null;
  // Looked at last: a note or a tree that came after our look has touched it. Its owner may just have removed it.
  const found = await unlessAbsent(stat(folder));
  return found !== null && nowMs - found.mtimeMs > (halfMade ? HALF_MADE_KEPT_MS : UNKNOWN_OWNER_KEPT_MS);
}

/** Null where a kill came before the note, or in the middle of it. */
async function readOwner(file: string): Promise<Owner | null> {
  try {
    const read: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isOwner(read) ? read : null;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return null;
    throw error;
  }
}

function isOwner(value: unknown): value is Owner {
  return typeof value === 'object' && value !== null && 'host' in value && 'pid' in value && 'birth' in value;
}
