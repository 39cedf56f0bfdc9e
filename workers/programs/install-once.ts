// Puts a fetched program into the cache: whole or not at all, and once, however many commands want it at the same time.
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from '../setup-problem.js';
import { withFileLock } from '../with-file-lock.js';
import { isExecutable } from './find-on-path.js';
import type { Located } from './find-program.js';
import type { FindOptions } from './program.js';

export interface Install {
  /** Folder under the cache's `programs`; it carries the version, so that a new one is fetched anew. */
  folder: string;
  /** The program's path inside the folder. */
  binary: string;
  /** Fills an empty folder; null when that went well, else why not. */
  fill(folder: string): Promise<string | null>;
}

const FETCH_WAIT_MS = 15 * 60_000;
const PARTIAL = '.partial-';

/** Where an installed program lies. */
export function installedPath(cache: string, { folder, binary }: Pick<Install, 'folder' | 'binary'>): string {
  return join(cache, 'programs', folder, binary);
}

/** The program's path, after filling the folder if it is not there yet. */
export async function installOnce(options: FindOptions, install: Install): Promise<Located> {
  const programs = join(options.cache, 'programs');
  const onWait = () => options.say(`waiting for another command that fetches ${install.folder}`);
  try {
    return await withFileLock(join(programs, `fetch-${install.folder}.lock`), { waitMs: FETCH_WAIT_MS, onWait }, () =>
      installLocked(options.cache, programs, install),
    );
  } catch (error) {
    return { path: null, reason: reasonOf(error) };
  }
}

async function installLocked(cache: string, programs: string, install: Install): Promise<Located> {
  const path = installedPath(cache, install);
  if (await isExecutable(path)) return { path };
  const prefix = `${PARTIAL}${install.folder}-`;
  await removePartial(programs, prefix);
  await mkdir(programs, { recursive: true });
  const partial = await mkdtemp(join(programs, prefix));
  try {
    const problem = await install.fill(partial);
    if (problem !== null) return { path: null, reason: problem };
    if (!(await isExecutable(join(partial, install.binary)))) {
      return { path: null, reason: `what was fetched holds no ${install.binary}` };
    }
    await rm(join(programs, install.folder), { recursive: true, force: true });
    await rename(partial, join(programs, install.folder));
    return { path };
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** What a killed fetch left behind; under the lock, nobody is working on it. */
async function removePartial(programs: string, prefix: string): Promise<void> {
  for (const name of await readdir(programs)) {
    if (name.startsWith(prefix)) await rm(join(programs, name), { recursive: true, force: true });
  }
}
