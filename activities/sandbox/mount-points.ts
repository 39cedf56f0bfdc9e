// Makes the places in a worktree where mounts will appear. A candidate may have put links there: following one would
// let bubblewrap, which acts with our rights, create files anywhere.
import { constants, type Stats } from 'node:fs';
import { chmod, lstat, mkdir, open, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { errorCode } from '../workspace/error-code.js';
import { removeFolder } from '../workspace/tidy-tree.js';
import { WORKDIR } from './bubblewrap-arguments.js';
import { isWithin } from './entry.js';
import type { SandboxMount } from './sandbox.js';

const OWNER_USES_FOLDER = 0o700;

/** Null when all places are there, else one sentence on what stands in the way. */
export async function makeMountPoints(worktree: string, mounts: readonly SandboxMount[]): Promise<string | null> {
  await openToOwner(worktree, await lstatIfThere(worktree));
  for (const mount of mounts) {
    if (!isWithin(mount.target, WORKDIR) || mount.target === WORKDIR) continue;
    const parent = dirname(mount.target);
    const obstacle = await makeFolders(worktree, relative(WORKDIR, parent).split('/').filter(Boolean));
    if (obstacle !== null) return `${mount.target} cannot be mounted, since ${obstacle} is not a folder`;
    await makePoint(join(worktree, relative(WORKDIR, mount.target)), (await stat(mount.source)).isDirectory());
  }
  return null;
}

/** Makes each folder on the way. Returns the inside path of the first that is something else. */
async function makeFolders(worktree: string, names: string[]): Promise<string | null> {
  let path = worktree;
  for (const name of names) {
    path = join(path, name);
    const found = await lstatIfThere(path);
    if (found === null) await mkdir(path);
    else if (!found.isDirectory()) return join(WORKDIR, relative(worktree, path));
    await openToOwner(path, found);
  }
  return null;
}

/** The command before may have closed the folder: the next one could not be started in it, as if the sandbox were broken. */
async function openToOwner(path: string, found: Stats | null): Promise<void> {
  if (!found?.isDirectory() || (found.mode & OWNER_USES_FOLDER) === OWNER_USES_FOLDER) return;
  await chmod(path, found.mode | OWNER_USES_FOLDER);
}

/** The place itself: a link or something of the wrong kind makes way, because what is mounted would hide it anyway. */
async function makePoint(path: string, forFolder: boolean): Promise<void> {
  const found = await lstatIfThere(path);
  if (found !== null && (forFolder ? found.isDirectory() : found.isFile())) return;
  if (found !== null) await removeFolder(path);
  if (forFolder) await mkdir(path);
  else await (await open(path, constants.O_CREAT | constants.O_EXCL)).close();
}

async function lstatIfThere(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}
