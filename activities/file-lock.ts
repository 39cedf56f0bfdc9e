// A lock between processes that ends with its holder, however that dies: the operating system's lock on a SQLite file
// (docs/decisions/2026-11-22-locks-that-die-with-their-holder.md). One holds it alone, or any number share it.
import Database from 'libsql';

/** `exclusive` keeps all others out; any number may hold it as `shared` at the same time. */
export type LockMode = 'exclusive' | 'shared';

export interface FileLock {
  /** Gives it up. More than once is harmless. */
  release(): void;
}

const TAKE: Readonly<Record<LockMode, string>> = {
  exclusive: 'BEGIN EXCLUSIVE',
  // The transaction keeps the lock that its first read takes.
  shared: 'BEGIN; SELECT count(*) FROM sqlite_master',
};

/**
 * Null while others hold the lock in a way that does not go with `mode`. The file's folder must be there; the file stays
 * afterwards, empty. Throws when the file cannot be locked at all.
 */
export function tryFileLock(file: string, mode: LockMode): FileLock | null {
  const database = new Database(file, { timeout: 0 });
  try {
    // Nothing is ever written to it: without a journal on disk it can be locked on a full one, too.
    database.exec('PRAGMA journal_mode = MEMORY');
    database.exec(TAKE[mode]);
  } catch (error) {
    database.close();
    if (isBusy(error)) return null;
    throw error;
  }
  let held = true;
  return {
    release() {
      if (held) database.close();
      held = false;
    },
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';
}
