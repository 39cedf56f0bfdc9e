// A lock between processes that ends with its holder, however that dies: the operating system's lock on a SQLite file.
// A lock folder with a time stamp would have to guess when a killed holder is gone (docs/decisions says more).
import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'libsql';
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
  const lock = await openLock(file);
  try {
    await acquire(lock, file, options);
    return await work();
  } finally {
    lock.close();
  }
}

async function openLock(file: string): Promise<Database.Database> {
  const folder = dirname(file);
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    return new Database(file, { timeout: 0 });
  } catch (error) {
    throw new SetupProblem(`${folder} cannot be written: ${reasonOf(error)}\nName another place by NIGHTSHIFT_HOME.`);
  }
}

async function acquire(lock: Database.Database, file: string, { waitMs, onWait }: FileLockOptions): Promise<void> {
  const startedAt = performance.now();
  let wondered = false;
  while (!tryAcquire(lock, file)) {
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

function tryAcquire(lock: Database.Database, file: string): boolean {
  try {
    // Nothing is ever written to it: without a journal on disk it can be locked on a full one, too.
    lock.exec('PRAGMA journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    throw new SetupProblem(`${file} cannot be locked: ${reasonOf(error)}`);
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';
}
