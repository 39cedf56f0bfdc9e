// What became of results on the forge, how far intake has read there, and which commands it has answered.
import { type Kysely, type Migration, sql } from 'kysely';

export const forge: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await createOutcomes(db);
    await createCursors(db);
    await createCommands(db);
  },
};

async function createOutcomes(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('outcomes')
    .addColumn('deliver_id', 'text', (column) => column.notNull())
    .addColumn('generation', 'integer', (column) => column.notNull())
    .addColumn('pull_request_url', 'text', (column) => column.notNull())
    .addColumn('pull_request_number', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) =>
      column.notNull().check(sql`state in ('pending', 'accepted', 'rejected', 'reverted')`),
    )
    .addColumn('decided_by', 'text')
    .addColumn('seen_at_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('outcomes_primary_key', ['deliver_id', 'generation'])
    .execute();
  await db.schema.createIndex('outcomes_by_url').on('outcomes').column('pull_request_url').execute();
}

async function createCursors(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('forge_cursors')
    .addColumn('place', 'text', (column) => column.primaryKey())
    .addColumn('since_ms', 'bigint', (column) => column.notNull())
    .addColumn('etag', 'text')
    .addColumn('seen_json', 'text', (column) => column.notNull())
    .execute();
}

async function createCommands(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('forge_commands')
    .addColumn('repository', 'text', (column) => column.notNull())
    .addColumn('comment_id', 'bigint', (column) => column.notNull())
    .addColumn('text_sha256', 'text', (column) => column.notNull())
    .addColumn('answered_at_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('forge_commands_primary_key', ['repository', 'comment_id', 'text_sha256'])
    .execute();
}
