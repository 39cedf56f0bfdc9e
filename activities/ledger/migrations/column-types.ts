// Column types that SQLite and PostgreSQL name differently.
import { type ColumnDataType, type Kysely, PostgresAdapter, type RawBuilder, sql } from 'kysely';

export function bytesType(db: Kysely<unknown>): ColumnDataType {
  return isPostgres(db) ? 'bytea' : 'blob';
}

/** Text that is compared byte by byte, as SQLite compares all text: PostgreSQL goes by the language of the database. */
export function orderedTextType(db: Kysely<unknown>): ColumnDataType | RawBuilder<string> {
  return isPostgres(db) ? sql`text collate "C"` : 'text';
}

function isPostgres(db: Kysely<unknown>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}
