// Folders that processes make for the time of one command, found again when the process was killed before it could
// remove them.
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { ownerOf } from '../owned-name.js';
import { isOurUser } from '../sandbox/command-user.js';
import { errorCode } from '../workspace/error-code.js';
import { namesIn } from '../workspace/unless-absent.js';

/** Nothing that is made for one command lasts so long. */
const UNKNOWN_OWNER_KEPT_MS = 24 * 60 * 60_000;

/** Entries of ours whose name begins with one of the prefixes and whose owner is dead, or long silent. */
export async function leftFolders(parent: string, prefixes: readonly string[], nowMs: number): Promise<string[]> {
  const left: string[] = [];
  for (const name of await namesIn(parent)) {
    if (!prefixes.some((prefix) => name.startsWith(`${prefix}-`))) continue;
    const path = join(parent, name);
    if (await isLeft(path, name, nowMs)) left.push(path);
  }
  return left;
}

async function isLeft(path: string, name: string, nowMs: number): Promise<boolean> {
  const owner = await ownerOf(name);
  if (owner === 'alive') return false;
  try {
    const { ctimeMs, uid } = await lstat(path);
    // The system's temporary folder is everybody's: what another user put there under such a name is theirs.
    if (!isOurUser(uid)) return false;
    return owner === 'dead' || nowMs - ctimeMs > UNKNOWN_OWNER_KEPT_MS;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
