// The ledger on SQLite: opens the file, brings its schema up to date and puts the parts together.
import { ApplicationFailure } from '@temporalio/common';
import { Kysely, SqliteDialect } from 'kysely';
import { createArtifacts } from './artifacts.js';
import { createBaselines } from './baselines.js';
import { createJournal } from './journal.js';
import { type Ledger, LedgerProblem } from './ledger.js';
import { migrate } from './migrate.js';
import { BUSY_TIMEOUT_MS, openDatabase } from './open-database.js';
import { createSpecs } from './specs.js';
import type { LedgerTables } from './tables.js';
import { createUpkeep } from './upkeep.js';
import { createVerdicts } from './verdicts.js';

export interface LedgerOptions {
  file: string;
  /** How long a write waits for another process's write. */
  busyTimeoutMs?: number;
}

/**
 * Opens the ledger, making file and folder when they are absent. Any number of processes may have it open and write.
 * Throws `LedgerProblem` when the file cannot serve as a ledger; the message names it and the way out.
 */
export async function createLedger({ file, busyTimeoutMs = BUSY_TIMEOUT_MS }: LedgerOptions): Promise<Ledger> {
  const database = openDatabase(file, busyTimeoutMs);
  const db = new Kysely<LedgerTables>({ dialect: new SqliteDialect({ database }) });
  try {
    await migrate(db, database, file);
  } catch (error) {
    database.close();
    throw error instanceof ApplicationFailure ? new LedgerProblem(error.message) : error;
  }
  return {
    artifacts: createArtifacts(db, file),
    journal: createJournal(db),
    specs: createSpecs(db, file),
    verdicts: createVerdicts(db),
    baselines: createBaselines(db),
    upkeep: createUpkeep(db),
    close: () => db.destroy(),
  };
}
