// Why the usage that a provider reported was not believed, so that its later calls in the same run are not either.
import type { Kysely, Migration } from 'kysely';

export const usageDoubts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('calls').addColumn('usage_doubt', 'text').execute();
  },
};
