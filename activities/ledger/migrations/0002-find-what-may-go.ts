// Indexes by which old texts, and the calls that answer with them, are found without reading every text.
import type { Kysely, Migration } from 'kysely';

export const findWhatMayGo: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.createIndex('artifacts_by_use').on('artifacts').column('stored_at_ms').execute();
    await db.schema.createIndex('calls_by_answer').on('calls').column('answer_sha256').execute();
  },
};
