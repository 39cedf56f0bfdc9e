// Opens the ledger's SQLite file so that several processes may write to it at once, and turns SQLite's errors into
// failures that name the file. Nothing else in the ledger knows which driver it stands on.
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SqliteDatabase } from 'kysely';
import Libsql from 'libsql';
import { failure } from '../failure.js';
import { LedgerProblem } from './ledger.js';
import { describeTrouble } from './ledger-trouble.js';

/** How long a write waits for another process's write. Below the heartbeat timeout, since waiting blocks the thread. */
export const BUSY_TIMEOUT_MS = 5_000;

/** What the ledger needs of a database: Kysely's view of it, and a write transaction around all that it does. */
export interface LedgerDatabase extends SqliteDatabase {
  /** Waits for the right to write, then does all of `work` or nothing. Nobody else may use the connection meanwhile. */
  inWriteTransaction(work: () => Promise<void>): Promise<void>;
}

/** Throws `LedgerProblem`; once open, trouble with the file is thrown as `LedgerTrouble`, which Temporal retries. */
export function openDatabase(file: string, busyTimeoutMs: number): LedgerDatabase {
  prepareFolder(file);
  try {
    // The waiting time holds from the start: else setting the journal's mode fails when two processes start at once.
    const database = new Libsql(file, { timeout: busyTimeoutMs });
    database.pragma('journal_mode = WAL');
    // Each commit reaches the disk: a `started` row that a power failure undoes would be a charge that nobody counts.
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    return withNamedTrouble(database, file);
  } catch (error) {
    throw new LedgerProblem(describeTrouble(error, file) ?? describeOpening(error, file));
  }
}

/** For errors without a code: the driver gives none when the file cannot be opened at all. */
function describeOpening(error: unknown, file: string): string {
  return (
    `The ledger ${file} cannot be opened: ${String(error)}. ` +
    'Make the file and its folder writable for this user, or set NIGHTSHIFT_HOME to another folder.'
  );
}

function prepareFolder(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch (error) {
    throw new LedgerProblem(
      `The folder of the ledger ${file} cannot be made: ${String(error)}. Set NIGHTSHIFT_HOME to a folder you can write to.`,
    );
  }
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    throw new LedgerProblem(`The ledger ${file} is a folder. Move it away, or set NIGHTSHIFT_HOME to another folder.`);
  }
}

function withNamedTrouble(database: Libsql.Database, file: string): LedgerDatabase {
  function named<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const message = describeTrouble(error, file);
      // Without its cause, which would be told in its place: it knows neither the file nor the way out.
      throw message === null ? error : failure('LedgerTrouble', message);
    }
  }
  return {
    close: () => void database.close(),
    async inWriteTransaction(work) {
      named(() => database.exec('begin immediate'));
      try {
        await work();
        named(() => database.exec('commit'));
      } catch (error) {
        // SQLite has rolled back by itself after some errors, such as a full disk.
        if (database.inTransaction) database.exec('rollback');
        throw error;
      }
    },
    prepare(sql) {
      const statement = named(() => database.prepare<unknown[]>(sql));
      return {
        reader: statement.reader,
        all: (parameters) => named(() => statement.all(parameters)),
        run: (parameters) => named(() => statement.run(parameters)),
        iterate: (parameters) => statement.iterate(parameters),
      };
    },
  };
}
