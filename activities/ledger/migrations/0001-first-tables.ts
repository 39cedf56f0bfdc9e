// The ledger's first tables. Column types are those that SQLite and PostgreSQL both know, but for two.
import { type CreateTableBuilder, type Kysely, type Migration, sql } from 'kysely';
import { bytesType, orderedTextType } from './column-types.js';

export const firstTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await createArtifacts(db);
    await createCalls(db);
    await createSpecs(db);
    await createCandidates(db);
    await createVerdicts(db);
  },
};

async function createArtifacts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('artifacts')
    .addColumn('sha256', 'text', (column) => column.primaryKey())
    .addColumn('bytes', 'bigint', (column) => column.notNull())
    .addColumn('preview', 'text', (column) => column.notNull())
    .addColumn('content_deflate', bytesType(db), (column) => column.notNull())
    .addColumn('stored_at_ms', 'bigint', (column) => column.notNull())
    .execute();
}

async function createCalls(db: Kysely<unknown>): Promise<void> {
  await withTokenColumns(db.schema.createTable('calls'))
    .addColumn('key', orderedTextType(db), (column) => column.notNull())
    .addColumn('attempt', 'integer', (column) => column.notNull())
    .addColumn('request_sha256', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull().check(sql`state in ('started', 'settled', 'void')`))
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('purpose', 'text', (column) => column.notNull())
    .addColumn('worst_micro_usd', 'bigint', (column) => column.notNull())
    .addColumn('charged_micro_usd', 'bigint', (column) => column.notNull())
    .addColumn('answer_sha256', 'text', (column) => column.references('artifacts.sha256'))
    .addColumn('void_reason', 'text')
    .addColumn('started_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('ended_at_ms', 'bigint')
    .addPrimaryKeyConstraint('calls_primary_key', ['key', 'attempt'])
    .execute();
  // The journal's first promise, held by the database itself: a request has one answer.
  await db.schema
    .createIndex('calls_one_answer')
    .unique()
    .on('calls')
    .columns(['key', 'request_sha256'])
    .where(sql.ref('answer_sha256'), 'is not', null)
    .execute();
}

async function createSpecs(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('specs')
    .addColumn('deliver_id', 'text', (column) => column.notNull())
    .addColumn('generation', 'integer', (column) => column.notNull())
    .addColumn('run', 'text', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('spec_sha256', 'text', (column) => column.notNull())
    .addColumn('repository_url', 'text', (column) => column.notNull())
    .addColumn('repository_name', 'text', (column) => column.notNull())
    .addColumn('budget_micro_usd', 'bigint', (column) => column.notNull())
    .addColumn('spent_micro_usd', 'bigint', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('branch', 'text')
    .addColumn('commit_id', 'text')
    .addColumn('receipt_markdown_sha256', 'text', (column) => column.references('artifacts.sha256'))
    .addColumn('receipt_json_sha256', 'text', (column) => column.references('artifacts.sha256'))
    .addColumn('started_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('ended_at_ms', 'bigint')
    .addPrimaryKeyConstraint('specs_primary_key', ['deliver_id', 'generation'])
    .execute();
  await db.schema.createIndex('specs_by_start').on('specs').column('started_at_ms').execute();
}

async function createCandidates(db: Kysely<unknown>): Promise<void> {
  await withTokenColumns(db.schema.createTable('candidates'))
    .addColumn('deliver_id', 'text', (column) => column.notNull())
    .addColumn('generation', 'integer', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('task_id', 'text', (column) => column.notNull())
    .addColumn('generator', 'text', (column) => column.notNull())
    .addColumn('move', 'text', (column) => column.notNull())
    .addColumn('parent_key', 'text')
    .addColumn('commit_id', 'text', (column) => column.notNull())
    .addColumn('ended_by', 'text', (column) => column.notNull())
    .addColumn('note', 'text', (column) => column.notNull())
    .addColumn('turns', 'integer', (column) => column.notNull())
    .addColumn('charged_micro_usd', 'bigint', (column) => column.notNull())
    .addColumn('duration_ms', 'bigint', (column) => column.notNull())
    .addColumn('verdict_json', 'text')
    .addColumn('passed', 'integer')
    .addColumn('score', 'double precision')
    .addPrimaryKeyConstraint('candidates_primary_key', ['deliver_id', 'generation', 'key'])
    .execute();
}

async function createVerdicts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('verdicts')
    .addColumn('cache_key', 'text', (column) => column.primaryKey())
    .addColumn('passed', 'integer', (column) => column.notNull())
    .addColumn('score', 'double precision', (column) => column.notNull())
    .addColumn('verdict_json', 'text', (column) => column.notNull())
    .addColumn('judged_at_ms', 'bigint', (column) => column.notNull())
    .execute();
}

function withTokenColumns<Name extends string>(table: CreateTableBuilder<Name>) {
  return table
    .addColumn('input_tokens', 'bigint', (column) => column.notNull())
    .addColumn('cached_input_tokens', 'bigint', (column) => column.notNull())
    .addColumn('cache_write_tokens', 'bigint', (column) => column.notNull())
    .addColumn('output_tokens', 'bigint', (column) => column.notNull());
}
