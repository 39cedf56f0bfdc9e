// Keeps the ledger from growing for ever, and finds out whether it is whole. What was paid stays written down for good;
// only texts go, and what leads to them.
import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import { USE_NOTED_EVERY_MS } from '../../core/retention.js';
import { findDangling } from './find-dangling.js';
import type { RemovedTexts, Upkeep } from './ledger.js';
import type { LedgerDatabase } from './ledger-database.js';
import type { LedgerTables } from './tables.js';
import { total } from './total.js';

/** Removed by one statement: others wait for it, and they do not wait for long. */
const TEXTS_AT_ONCE = 200;
const PROBLEMS_MAX = 10;

export function createUpkeep(database: LedgerDatabase): Upkeep {
  const { db } = database;
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
        const gone = await removeSome(database, storedBeforeMs, some);
        removed.texts += gone.texts;
        removed.bytes += gone.bytes;
      }
    },

    async oldTexts(storedBeforeMs) {
      const { texts, bytes } = await oldTexts(db, storedBeforeMs)
        .select([sql<number>`count(*)`.as('texts'), total(sql`length(content_deflate)`).as('bytes')])
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
      return [...(await database.faults(PROBLEMS_MAX)), ...(await findDangling(db, PROBLEMS_MAX))];
    },
  };
}

type ReceiptColumn = 'receipt_markdown_sha256' | 'receipt_json_sha256';

function oldTexts(
  db: Kysely<LedgerTables>,
  storedBeforeMs: number,
): SelectQueryBuilder<LedgerTables, 'artifacts', object> {
  return db
    .selectFrom('artifacts')
    .where('stored_at_ms', '<', storedBeforeMs)
    .where('sha256', 'not in', receipts(db, 'receipt_markdown_sha256'))
    .where('sha256', 'not in', receipts(db, 'receipt_json_sha256'));
}

function receipts(db: Kysely<LedgerTables>, column: ReceiptColumn) {
  return db.selectFrom('specs').select(column).where(column, 'is not', null);
}

interface OldText {
  sha256: string;
  bytes: number;
}

/** In a transaction of its own, which looks again: a text that was stored anew meanwhile stays. */
async function removeSome(database: LedgerDatabase, storedBeforeMs: number, some: OldText[]): Promise<RemovedTexts> {
  const gone = await database.db.transaction().execute(async (transaction) => {
    // Two who remove would lock the same rows in different orders.
    await database.takeTurn(transaction);
    const names = await lockOld(transaction, storedBeforeMs, some);
    if (names.length === 0) return [];
    await transaction.updateTable('calls').set({ answer_sha256: null }).where('answer_sha256', 'in', names).execute();
    await transaction.deleteFrom('artifacts').where('sha256', 'in', names).execute();
    return names;
  });
  const removed = new Set(gone);
  const bytes = some.reduce((sum, text) => sum + (removed.has(text.sha256) ? text.bytes : 0), 0);
  return { texts: removed.size, bytes };
}

/**
 * Those that are still old, by a write that changes nothing: from here on nobody else can note that one is used, and on
 * SQLite nothing is read before the right to write is there. The conditions stand on the row itself, since PostgreSQL
 * looks at those once more when somebody has changed it meanwhile.
 */
async function lockOld(db: Kysely<LedgerTables>, storedBeforeMs: number, some: OldText[]): Promise<string[]> {
  const rows = await db
    .updateTable('artifacts')
    .set((expression) => ({ stored_at_ms: expression.ref('stored_at_ms') }))
    .where('stored_at_ms', '<', storedBeforeMs)
    .where(
      'sha256',
      'in',
      some.map(({ sha256 }) => sha256),
    )
    .where('sha256', 'not in', receipts(db, 'receipt_markdown_sha256'))
    .where('sha256', 'not in', receipts(db, 'receipt_json_sha256'))
    .returning('sha256')
    .execute();
  return rows.map(({ sha256 }) => sha256);
}
