// The book of specs and of the candidates tried for them. Writing the same thing twice is harmless.
import type { Kysely, Selectable } from 'kysely';
import { repositoryIdOf } from '../../core/repository.js';
import { failure } from '../failure.js';
import { artifactRef } from './artifact-ref.js';
import { candidateColumns } from './candidate-columns.js';
import type { SpecRow, Specs } from './ledger.js';
import type { LedgerDatabase } from './ledger-database.js';
import type { LedgerTables, SpecsTable } from './tables.js';

export function createSpecs({ db, name }: LedgerDatabase): Specs {
  return {
    async record(input) {
      const asked = {
        run: input.run,
        title: input.spec.title,
        source: input.spec.source,
        spec_sha256: input.spec.sha256,
        repository_url: input.repository.url,
        repository_name: input.repository.name,
        budget_micro_usd: input.budgetMicroUsd,
        started_at_ms: input.startedAtMs,
      };
      await db
        .insertInto('specs')
        .values({
          deliver_id: input.deliverId,
          generation: input.generation,
          ...asked,
          spent_micro_usd: 0,
          outcome: 'running',
        })
        // A late repeat must not undo what closing has written.
        .onConflict((conflict) =>
          conflict.columns(['deliver_id', 'generation']).doUpdateSet(asked).where('specs.ended_at_ms', 'is', null),
        )
        .execute();
    },

    async recordCandidate(deliverId, generation, candidate) {
      const columns = candidateColumns(candidate);
      await db
        .insertInto('candidates')
        .values({ deliver_id: deliverId, generation, key: candidate.key, ...columns })
        .onConflict((conflict) => {
          const row = conflict.columns(['deliver_id', 'generation', 'key']).doUpdateSet(columns);
          // A repeat from before the judging must not undo a verdict.
          return candidate.verdict === null ? row.where('candidates.verdict_json', 'is', null) : row;
        })
        .execute();
    },

    async close(receipt, markdown, json) {
      const { numUpdatedRows } = await db
        .updateTable('specs')
        .set({
          outcome: receipt.outcome,
          budget_micro_usd: receipt.budgetMicroUsd,
          spent_micro_usd: receipt.spentMicroUsd,
          branch: receipt.branch,
          commit_id: receipt.commit,
          receipt_markdown_sha256: markdown.sha256,
          receipt_json_sha256: json.sha256,
          ended_at_ms: receipt.endedAtMs,
        })
        .where('deliver_id', '=', receipt.deliverId)
        .where('generation', '=', receipt.generation)
        .executeTakeFirst();
      if (numUpdatedRows > 0n) return;
      throw failure(
        'Unexpected',
        `The ledger ${name} has no row for ${receipt.deliverId}, generation ${receipt.generation}.`,
      );
    },

    async generations(deliverId) {
      const rows = await selectSpecs(db).where('deliver_id', '=', deliverId).orderBy('generation', 'desc').execute();
      return rows.map(toSpecRow);
    },

    async recent(limit) {
      const rows = await selectSpecs(db).orderBy('started_at_ms', 'desc').limit(limit).execute();
      return rows.map(toSpecRow);
    },

    async spans() {
      const columns = ['deliver_id', 'generation', 'run', 'started_at_ms', 'ended_at_ms'] as const;
      const rows = await db.selectFrom('specs').select(columns).execute();
      return rows.map((row) => ({
        deliverId: row.deliver_id,
        generation: row.generation,
        repositoryId: repositoryIdOf(row.deliver_id),
        run: row.run,
        startedAtMs: row.started_at_ms,
        endedAtMs: row.ended_at_ms,
      }));
    },
  };
}

function selectSpecs(db: Kysely<LedgerTables>) {
  return db
    .selectFrom('specs')
    .leftJoin('artifacts as markdown', 'markdown.sha256', 'specs.receipt_markdown_sha256')
    .leftJoin('artifacts as json', 'json.sha256', 'specs.receipt_json_sha256')
    .selectAll('specs')
    .select([
      'markdown.bytes as markdown_bytes',
      'markdown.preview as markdown_preview',
      'json.bytes as json_bytes',
      'json.preview as json_preview',
    ]);
}

interface ReceiptColumns {
  markdown_bytes: number | null;
  markdown_preview: string | null;
  json_bytes: number | null;
  json_preview: string | null;
}

function toSpecRow(row: Selectable<SpecsTable> & ReceiptColumns): SpecRow {
  return {
    deliverId: row.deliver_id,
    generation: row.generation,
    run: row.run,
    title: row.title,
    source: row.source,
    specSha256: row.spec_sha256,
    repositoryUrl: row.repository_url,
    repositoryName: row.repository_name,
    budgetMicroUsd: row.budget_micro_usd,
    spentMicroUsd: row.spent_micro_usd,
    outcome: row.outcome,
    branch: row.branch,
    commit: row.commit_id,
    receiptMarkdown: artifactRef(row.receipt_markdown_sha256, row.markdown_bytes, row.markdown_preview),
    receiptJson: artifactRef(row.receipt_json_sha256, row.json_bytes, row.json_preview),
    startedAtMs: row.started_at_ms,
    endedAtMs: row.ended_at_ms,
  };
}
