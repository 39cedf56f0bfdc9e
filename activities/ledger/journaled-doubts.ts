// What the journal knows of a provider's honesty within one run.
import { type Kysely, sql } from 'kysely';
import { keysUnder } from './keys-under.js';
import type { Journal } from './ledger.js';
import type { LedgerTables } from './tables.js';
import { fromColumns } from './usage-columns.js';

export function journaledDoubts(db: Kysely<LedgerTables>): Pick<Journal, 'doubt' | 'believedUsage'> {
  return {
    async doubt(runKey, provider) {
      const ofProvider = `${provider}/`;
      const first = await db
        .selectFrom('calls')
        .select('usage_doubt')
        .where((expression) => keysUnder(expression, runKey))
        .where('usage_doubt', 'is not', null)
        .where(sql<boolean>`substr(model, 1, ${sql.lit(ofProvider.length)}) = ${ofProvider}`)
        .orderBy('started_at_ms')
        .executeTakeFirst();
      return first?.usage_doubt ?? null;
    },

    async believedUsage(runKey, requestHash) {
      const row = await db
        .selectFrom('calls')
        .selectAll()
        .where((expression) => keysUnder(expression, runKey))
        .where('request_sha256', '=', requestHash)
        .where('state', '=', 'settled')
        .where('usage_doubt', 'is', null)
        // Rows at their worst case have our figures, not the provider's.
        .where('charged_micro_usd', '<', (expression) => expression.ref('worst_micro_usd'))
        .orderBy('input_tokens', 'desc')
        .executeTakeFirst();
      return row ? fromColumns(row) : null;
    },
  };
}
