// Lock files of git in our own repositories. git removes them itself, unless it was killed: then nobody ever does, and
// all that follows waits for them and fails.
import { randomUUID } from 'node:crypto';
import { readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GitError } from './git-error.js';
import { unlessAbsent } from './unless-absent.js';

/** A ref is locked for the writing of one small file. */
const REF_HELD_MS_MAX = 5_000;
/** The list of packed refs, or the end of a shallow history, while all of it is written or fetched. */
const HELD_MS_MAX = 60_000;

/** The lock file in this repository that git could not have, as its message names it; null where that was not it. */
export function lockNamedIn(repository: string, error: unknown): string | null {
  if (!(error instanceof GitError)) return null;
  const named = /Unable to create '(.+?\.lock)': File exists/.exec(error.stderr)?.[1];
  return named?.startsWith(`${repository}/`) ? named : null;
}

/** Removes the lock if whoever held it is gone; false when it may still be held, or is not there any more. */
export async function removeIfOrphaned(repository: string, lock: string): Promise<boolean> {
  if (!(await isOrphaned(repository, lock))) return false;
  await rm(lock, { force: true });
  return true;
}

/**
 * A git of this host is seen at work; one in a container or on a host that shares the disk is not, so that time must have
 * passed as well. It is measured by the disk's clock, which need not be this machine's.
 */
export async function isOrphaned(repository: string, lock: string): Promise<boolean> {
  const made = await unlessAbsent(stat(lock));
  if (made === null) return false;
  const sees = process.platform === 'linux';
  if (sees && (await isGitAtWorkIn(repository))) return false;
  const heldMsMax = sees && lock.startsWith(join(repository, 'refs/')) ? REF_HELD_MS_MAX : HELD_MS_MAX;
  return (await diskNowMs(repository)) - made.mtimeMs > heldMsMax;
}

async function diskNowMs(folder: string): Promise<number> {
  const file = join(folder, `clock-${randomUUID()}`);
  try {
    await writeFile(file, '');
    return (await stat(file)).mtimeMs;
  } finally {
    await rm(file, { force: true });
  }
}

/** Ours name the repository; those that they start stand in it. */
async function isGitAtWorkIn(repository: string): Promise<boolean> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const [program = '', ...args] = command.split('\0');
    if (!/(^|\/)git[^/]*$/.test(program)) continue;
    if (args.some((arg) => arg.endsWith(repository))) return true;
    if ((await readlink(`/proc/${pid}/cwd`).catch(() => '')) === repository) return true;
  }
  return false;
}
