// Lock files of git in our own repositories whose git is gone, as a power cut leaves them. git waits for them, then
// refuses the work, and never removes them by itself.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Home } from '../home.js';
import { mirrorsIn } from './places.js';
import { parseStore } from './store-address.js';
import { bareRepositoriesIn } from './stored-runs.js';
import { namesIn, unlessAbsent } from './unless-absent.js';

const LOCK_SUFFIX = '.lock';
/** git holds such a lock for the writing of one small file. */
const HELD_MS_MAX = 10 * 60_000;

export async function staleLocks(home: Pick<Home, 'store' | 'cache'>, nowMs: number): Promise<string[]> {
  const address = parseStore(home.store);
  const folders = [mirrorsIn(home), ...(address.kind === 'folder' ? [address.folder] : [])];
  const stale: string[] = [];
  for (const folder of folders) {
    for (const name of await bareRepositoriesIn(folder)) stale.push(...(await locksIn(join(folder, name), nowMs)));
  }
  return stale;
}

/** Beside the settings, and below `refs`. */
async function locksIn(repository: string, nowMs: number): Promise<string[]> {
  const refs = (await unlessAbsent(readdir(join(repository, 'refs'), { recursive: true }))) ?? [];
  const names = [...(await namesIn(repository)), ...refs.map((name) => join('refs', name))];
  const paths = names.filter((name) => name.endsWith(LOCK_SUFFIX)).map((name) => join(repository, name));
  const ages = await Promise.all(paths.map((path) => unlessAbsent(stat(path))));
  return paths.filter((_, index) => nowMs - (ages[index]?.mtimeMs ?? nowMs) > HELD_MS_MAX);
}
