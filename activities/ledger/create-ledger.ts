// Opens the ledger, on SQLite or on PostgreSQL, and puts its parts together.
import { createArtifacts } from './artifacts.js';
import { createBaselines } from './baselines.js';
import { createIntakeBook } from './intake-book.js';
import { createJournal } from './journal.js';
import type { Ledger } from './ledger.js';
import { createOutcomes } from './outcomes.js';
import { openPostgres } from './postgres/open-postgres.js';
import { createSpecs } from './specs.js';
import { openSqlite, type SqliteOptions } from './sqlite/open-sqlite.js';
import { createUpkeep } from './upkeep.js';
import { createVerdicts } from './verdicts.js';

export type LedgerOptions = SqliteOptions | { url: string };

/**
 * Makes what is absent: file and folder, or the tables in a database that is there. Any number of processes may have the
 * ledger open and write. Throws `LedgerProblem` when it cannot be used; the message names it and the way out.
 */
export async function createLedger(options: LedgerOptions): Promise<Ledger> {
  const database = 'url' in options ? await openPostgres(options.url) : await openSqlite(options);
  const { db } = database;
  return {
    artifacts: createArtifacts(database),
    journal: createJournal(db),
    specs: createSpecs(database),
    verdicts: createVerdicts(db),
    baselines: createBaselines(db),
    outcomes: createOutcomes(db),
    intake: createIntakeBook(db),
    upkeep: createUpkeep(database),
    close: () => db.destroy(),
  };
}
