// Keeps the ledger from growing for ever, and finds out whether it is whole. What was paid stays written down for good;
// only texts go, and what leads to them.
import { type Kysely, sql } from 'kysely';
import { USE_NOTED_EVERY_MS } from '../../core/retention.js';
import type { RemovedTexts, Upkeep } from './ledger.js';
import type { LedgerTables } from './tables.js';

/** Removed by one statement: others wait for it, and they do not wait for long. */
const TEXTS_AT_ONCE = 200;
const PROBLEMS_MAX = 10;

export function createUpkeep(db: Kysely<LedgerTables>): Upkeep {
  return {
    async removeTexts(storedBeforeMs) {
      // They name texts that were stored just before them: they go a little earlier than those do.
      const before = storedBeforeMs + USE_NOTED_EVERY_MS;
      await db.deleteFrom('verdicts').where('judged_at_ms', '<', before).execute();
      await db.deleteFrom('baselines').where('run_at_ms', '<', before).execute();
      const removed: RemovedTexts = { texts: 0, bytes: 0 };
      for (;;) {
        const some = await oldTexts(db, storedBeforeMs)
          .select(['sha256', sql<number>`length(content_deflate)`.as('bytes')])
          .limit(TEXTS_AT_ONCE)
          .execute();
        if (some.length === 0) return removed;
        const gone = await removeSome(db, storedBeforeMs, some);
        removed.texts += gone.texts;
        removed.bytes += gone.bytes;
      }
    },

    async oldTexts(storedBeforeMs) {
      const { texts, bytes } = await oldTexts(db, storedBeforeMs)
        .select([sql<number>`count(*)`.as('texts'), sql<number>`coalesce(sum(length(content_deflate)), 0)`.as('bytes')])
        .executeTakeFirstOrThrow();
      return { texts, bytes };
    },

    async closeLost(deliverId, generation, endedAtMs) {
      await db
        .updateTable('specs')
        .set({ outcome: 'failed', ended_at_ms: endedAtMs })
        .where('deliver_id', '=', deliverId)
        .where('generation', '=', generation)
        .where('ended_at_ms', 'is', null)
        .execute();
    },

    async problems() {
      const { rows: checks } = await sql<{
        integrity_check: string;
      }>`pragma integrity_check(${sql.lit(PROBLEMS_MAX)})`.execute(db);
      const { rows: dangling } = await sql<{ table: string }>`pragma foreign_key_check`.execute(db);
      return [
        ...checks.map((check) => check.integrity_check).filter((line) => line !== 'ok'),
        ...dangling.slice(0, PROBLEMS_MAX).map(({ table }) => `a row of ${table} names what is not there`),
      ];
    },
  };
}

function oldTexts(db: Kysely<LedgerTables>, storedBeforeMs: number) {
  const receipts = (column: 'receipt_markdown_sha256' | 'receipt_json_sha256') =>
    db.selectFrom('specs').select(column).where(column, 'is not', null);
  return db
    .selectFrom('artifacts')
    .where('stored_at_ms', '<', storedBeforeMs)
    .where('sha256', 'not in', receipts('receipt_markdown_sha256'))
    .where('sha256', 'not in', receipts('receipt_json_sha256'));
}

interface OldText {
  sha256: string;
  bytes: number;
}

/** In a transaction of its own, which looks again: a text that was stored anew meanwhile stays. */
async function removeSome(db: Kysely<LedgerTables>, storedBeforeMs: number, some: OldText[]): Promise<RemovedTexts> {
  const names = some.map(({ sha256 }) => sha256);
  const gone = await db.transaction().execute(async (transaction) => {
    const still = oldTexts(transaction, storedBeforeMs).select('sha256').where('sha256', 'in', names);
    // Writing first takes the right to write before anything is read: two who remove wait for each other then.
    await transaction.updateTable('calls').set({ answer_sha256: null }).where('answer_sha256', 'in', still).execute();
    return transaction.deleteFrom('artifacts').where('sha256', 'in', still).returning('sha256').execute();
  });
  const removed = new Set(gone.map(({ sha256 }) => sha256));
  const bytes = some.reduce((sum, text) => sum + (removed.has(text.sha256) ? text.bytes : 0), 0);
  return { texts: removed.size, bytes };
}
