// Brings the ledger's schema up to date, safely when several processes start at the same moment.
import { type Kysely, Migrator, sql } from 'kysely';
import { LedgerProblem } from './ledger.js';
import { MIGRATIONS } from './migrations/migrations.js';
import type { LedgerDatabase } from './open-database.js';
import type { LedgerTables } from './tables.js';

/**
 * Runs what is missing, all or nothing. Kysely takes no lock on SQLite, so the whole of it happens inside one write
 * transaction on the ledger's only connection: a second process waits for it and then finds nothing left to do.
 * Throws `LedgerProblem` when a newer Nightshift has written this ledger.
 */
export async function migrate(db: Kysely<LedgerTables>, database: LedgerDatabase, file: string): Promise<void> {
  await database.inWriteTransaction(async () => {
    await refuseNewerSchema(db, file);
    const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } });
    const { error } = await migrator.migrateToLatest();
    if (error) throw error;
  });
}

async function refuseNewerSchema(db: Kysely<LedgerTables>, file: string): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'kysely_migration')) return;
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const unknown = rows.map((row) => row.name).filter((name) => !(name in MIGRATIONS));
  if (unknown.length === 0) return;
  throw new LedgerProblem(
    `The ledger ${file} was written by a newer Nightshift (it has ${unknown.join(', ')}). ` +
      'Upgrade Nightshift, or set NIGHTSHIFT_HOME to another folder.',
  );
}
