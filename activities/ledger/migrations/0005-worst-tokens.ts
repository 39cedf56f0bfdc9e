// The most tokens that an attempt could come to, so that a cap in tokens counts what was left without an answer, too.
// Of attempts from before nobody wrote it down: they count as none.
import type { Kysely, Migration } from 'kysely';

export const worstTokens: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable('calls')
      .addColumn('worst_tokens', 'bigint', (column) => column.notNull().defaultTo(0))
      .execute();
  },
};
