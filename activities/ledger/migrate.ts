// Brings the ledger's schema up to date. Whoever calls it sees to it that one process does so at a time.
import { type Kysely, Migrator, sql } from 'kysely';
import { LedgerProblem } from './ledger.js';
import { MIGRATIONS } from './migrations/migrations.js';
import type { LedgerTables } from './tables.js';

/** Where it is written down which migrations were run. */
export const APPLIED_TABLE = 'kysely_migration';

export interface MigrateOptions {
  db: Kysely<LedgerTables>;
  /** What messages call the ledger. */
  name: string;
  /** Whether anything was migrated before. */
  isThere: boolean;
  /** That of the ledger's tables, where the database has several. */
  schema?: string;
}

/** Runs what is missing, all or nothing. Throws `LedgerProblem` when a newer Nightshift has written this ledger. */
export async function migrate({ db, name, isThere, schema }: MigrateOptions): Promise<void> {
  const applied = isThere ? await appliedMigrations(db) : [];
  refuseNewer(applied, name);
  if (Object.keys(MIGRATIONS).every((known) => applied.includes(known))) return;
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => MIGRATIONS },
    migrationTableName: APPLIED_TABLE,
    ...(schema === undefined ? {} : { migrationTableSchema: schema }),
  });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}

async function appliedMigrations(db: Kysely<LedgerTables>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(APPLIED_TABLE)} order by name`.execute(db);
  return rows.map((row) => row.name);
}

function refuseNewer(applied: readonly string[], name: string): void {
  const unknown = applied.filter((migration) => !(migration in MIGRATIONS));
  if (unknown.length === 0) return;
  throw new LedgerProblem(
    `The ledger ${name} was written by a newer Nightshift (it has ${unknown.join(', ')}). ` +
      'Upgrade Nightshift, or name another ledger by NIGHTSHIFT_HOME or NIGHTSHIFT_LEDGER.',
  );
}
