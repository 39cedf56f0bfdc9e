// Lockfiles as an installation left them. A model without a network cannot bring its lockfile up to date, so where its
// manifest counts, the installation resolves it and hands the new lockfile back.
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { PrepareInput } from '../../hands.js';
import { errorCode } from '../../workspace/error-code.js';
import type { Workspace } from '../../workspace/workspace.js';
import type { WantedDependencies } from './wanted-dependencies.js';

/** Of the package managers whose setup can resolve anew, at the top of the tree. */
const LOCKFILES = ['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock'];
const LOCKFILE_BYTES_MAX = 50_000_000;

/** Texts by path of those that the base has and that are different now; none unless a manifest was changed. */
export async function changedLockfiles(
  workspace: Workspace,
  { repository, baseCommit }: PrepareInput,
  wanted: WantedDependencies,
  tree: string,
): Promise<Record<string, string>> {
  if (Object.keys(wanted.changed).length === 0) return {};
  const before = await workspace.readFiles(repository, baseCommit, LOCKFILES, LOCKFILE_BYTES_MAX);
  const changed: Record<string, string> = {};
  for (const [path, text] of before) {
    const now = await readRegularFile(join(tree, path));
    if (now !== null && now !== text) changed[path] = now;
  }
  return changed;
}

/** Null for whatever is no plain file of a sensible size; nothing is followed, and nothing can hang. */
async function readRegularFile(path: string): Promise<string | null> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stat = await file.stat();
      return stat.isFile() && stat.size <= LOCKFILE_BYTES_MAX ? await file.readFile('utf8') : null;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (['ENOENT', 'ELOOP', 'ENXIO'].includes(errorCode(error) ?? '')) return null;
    throw error;
  }
}
