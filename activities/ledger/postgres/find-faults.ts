// What a PostgreSQL server knows to be broken in the ledger's database. It checks its pages whenever it reads them, and
// keeps count; there is no way to have it read all of them that would not disturb those who work.
import { type Kysely, sql } from 'kysely';
import type { LedgerTables } from '../tables.js';

export async function findFaults(db: Kysely<LedgerTables>, limit: number): Promise<string[]> {
  const { rows: pages } = await sql<{ failures: number }>`
    select checksum_failures as failures from pg_stat_database
    where datname = current_database() and checksum_failures > 0`.execute(db);
  const { rows: indexes } = await sql<{ name: string }>`
    select index.relname as name from pg_index
    join pg_class as index on index.oid = pg_index.indexrelid
    where index.relnamespace = current_schema()::regnamespace and not (indisvalid and indisready)
    order by index.relname limit ${sql.lit(limit)}`.execute(db);
  const { rows: constraints } = await sql<{ name: string }>`
    select conname as name from pg_constraint
    where connamespace = current_schema()::regnamespace and not convalidated
    order by conname limit ${sql.lit(limit)}`.execute(db);
  return [
    ...pages.map(({ failures }) => `the server has found ${failures} damaged pages`),
    ...indexes.map(({ name }) => `the index ${name} is not whole`),
    ...constraints.map(({ name }) => `the constraint ${name} was never checked`),
  ];
}
