// Opens the ledger's SQLite file so that several processes may write to it at once, and brings its schema up to date.
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely, SqliteDialect } from 'kysely';
import Libsql from 'libsql';
import { LedgerProblem } from '../ledger.js';
import type { LedgerDatabase } from '../ledger-database.js';
import { APPLIED_TABLE, migrate } from '../migrate.js';
import type { LedgerTables } from '../tables.js';
import { patiently } from './patiently.js';
import { createQueuedDialect } from './queued-dialect.js';
import { describeSqliteTrouble } from './sqlite-trouble.js';
import { createWriteQueue } from './write-queue.js';

export interface SqliteOptions {
  file: string;
  /** How long a write waits for another process's write. */
  busyTimeoutMs?: number;
}

/** Setting up the journal of a new file blocks the thread while it waits: this stays below the heartbeat timeout. */
const BUSY_TIMEOUT_MS = 5_000;

/** Throws `LedgerProblem`; once open, trouble with the file is thrown as `LedgerTrouble`, which Temporal retries. */
export async function openSqlite({ file, busyTimeoutMs = BUSY_TIMEOUT_MS }: SqliteOptions): Promise<LedgerDatabase> {
  prepareFolder(file);
  const database = await openUpToDate(file, busyTimeoutMs);
  const queue = createWriteQueue(database, busyTimeoutMs);
  return {
    db: new Kysely<LedgerTables>({ dialect: createQueuedDialect(database, queue, file) }),
    name: file,
    // Transactions begin with the right to write.
    takeTurn: async () => undefined,
    faults: (limit) => queue.read(() => findFaults(database, limit)),
  };
}

async function openUpToDate(file: string, busyTimeoutMs: number): Promise<Libsql.Database> {
  let database: Libsql.Database | null = null;
  try {
    // The waiting time holds from the start: else setting the journal's mode fails when two processes start at once.
    database = new Libsql(file, { timeout: busyTimeoutMs });
    database.pragma('journal_mode = WAL');
    // Each commit reaches the disk: a `started` row that a power failure undoes would be a charge that nobody counts.
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    // From here on we wait ourselves, and do not block the thread.
    database.pragma('busy_timeout = 0');
    await migrateAlone(database, file, busyTimeoutMs);
    return database;
  } catch (error) {
    database?.close();
    throw error instanceof LedgerProblem ? error : new LedgerProblem(describe(error, file), { cause: error });
  }
}

/** Kysely takes no lock on SQLite, so all of it is one write transaction: a second process waits, and finds nothing to do. */
async function migrateAlone(database: Libsql.Database, file: string, patienceMs: number): Promise<void> {
  const unqueued = {
    close: () => undefined,
    prepare: (sql: string) => {
      const statement = database.prepare<unknown[]>(sql);
      return {
        reader: statement.reader,
        all: (parameters: readonly unknown[]) => statement.all([...parameters]),
        run: (parameters: readonly unknown[]) => statement.run([...parameters]),
        iterate: (parameters: readonly unknown[]) => statement.iterate([...parameters]),
      };
    },
  };
  await patiently(() => database.exec('begin immediate'), patienceMs);
  try {
    const db = new Kysely<LedgerTables>({ dialect: new SqliteDialect({ database: unqueued }) });
    const found = database.prepare('select name from sqlite_master where name = ?').all([APPLIED_TABLE]);
    await migrate({ db, name: file, isThere: found.length > 0 });
    database.exec('commit');
  } catch (error) {
    if (database.inTransaction) database.exec('rollback');
    throw error;
  }
}

/** The driver gives no code when the file cannot be opened at all. */
function describe(error: unknown, file: string): string {
  return (
    describeSqliteTrouble(error, file) ??
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

function findFaults(database: Libsql.Database, limit: number): string[] {
  const rows = database.prepare(`pragma integrity_check(${limit})`).all([]) as { integrity_check: string }[];
  return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok');
}
