// Runs work under a lock between processes that ends with its holder, however that dies. A lock folder with a time stamp
// would have to guess when a killed holder is gone (docs/decisions says more).
import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FileLock, tryFileLock } from '../activities/file-lock.js';
import { reasonOf, SetupProblem } from './setup-problem.js';

export interface FileLockOptions {
  /** How long to wait for another holder before giving up. */
  waitMs: number;
  /** Called once, when the lock has been waited for long enough to wonder about. */
  onWait(): void;
}

const POLL_MS = 25;
const WONDER_AFTER_MS = 1_500;

/** Runs `work` while holding the lock. Throws `SetupProblem` when the file cannot be locked. Do not nest. */
export async function withFileLock<T>(file: string, options: FileLockOptions, work: () => Promise<T>): Promise<T> {
  await makeFolder(dirname(file));
  const lock = await acquire(file, options);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new SetupProblem(`${folder} cannot be written: ${reasonOf(error)}\nName another place by NIGHTSHIFT_HOME.`);
  }
}

async function acquire(file: string, { waitMs, onWait }: FileLockOptions): Promise<FileLock> {
  const startedAt = performance.now();
  let wondered = false;
  for (;;) {
    const lock = tryAcquire(file);
    if (lock) return lock;
    const waitedMs = performance.now() - startedAt;
    if (waitedMs > waitMs) {
      throw new SetupProblem(`another nightshift command has held ${file} for ${Math.round(waitedMs / 1_000)} s`);
    }
    if (waitedMs > WONDER_AFTER_MS && !wondered) {
      wondered = true;
      onWait();
    }
    await sleep(POLL_MS);
  }
}

function tryAcquire(file: string): FileLock | null {
  try {
    return tryFileLock(file, 'exclusive');
  } catch (error) {
    throw new SetupProblem(`${file} cannot be locked: ${reasonOf(error)}`);
  }
}
