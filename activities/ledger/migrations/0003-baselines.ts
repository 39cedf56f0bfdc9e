// Baselines by what was run and how, so that the same tree is not run again for each spec on it.
import type { Kysely, Migration } from 'kysely';

export const baselines: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('baselines')
      .addColumn('cache_key', 'text', (column) => column.primaryKey())
      .addColumn('baseline_json', 'text', (column) => column.notNull())
      .addColumn('run_at_ms', 'bigint', (column) => column.notNull())
      .execute();
  },
};
