// Finds all lock files in our own repositories whose git is gone, for the doctor. Work that meets one removes it by
// itself, once it is old enough.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Home } from '../home.js';
import { isOrphaned } from './lock-files.js';
import { mirrorsIn } from './places.js';
import { parseStore } from './store-address.js';
import { bareRepositoriesIn } from './stored-runs.js';
import { namesIn, unlessAbsent } from './unless-absent.js';

const LOCK_SUFFIX = '.lock';

export async function staleLocks(home: Pick<Home, 'store' | 'cache'>): Promise<string[]> {
  const address = parseStore(home.store);
  const folders = [mirrorsIn(home), ...(address.kind === 'folder' ? [address.folder] : [])];
  const stale: string[] = [];
  for (const folder of folders) {
    for (const name of await bareRepositoriesIn(folder)) stale.push(...(await locksIn(join(folder, name))));
  }
  return stale;
}

/** Beside the settings, and below `refs`. */
async function locksIn(repository: string): Promise<string[]> {
  const refs = (await unlessAbsent(readdir(join(repository, 'refs'), { recursive: true }))) ?? [];
  const names = [...(await namesIn(repository)), ...refs.map((name) => join('refs', name))];
  const orphaned: string[] = [];
  for (const name of names.filter((found) => found.endsWith(LOCK_SUFFIX))) {
    const lock = join(repository, name);
    if (await isOrphaned(repository, lock)) orphaned.push(lock);
  }
  return orphaned;
}
