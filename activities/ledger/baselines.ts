// Baselines by what was run and how, so that the same tree is run once for all specs on it.
import type { Kysely } from 'kysely';
import type { BaselineOk } from '../../core/validator.js';
import { noteUse } from './artifacts.js';
import type { Baselines } from './ledger.js';
import type { LedgerTables } from './tables.js';

export function createBaselines(db: Kysely<LedgerTables>): Baselines {
  return {
    async get(cacheKey) {
      const row = await db
        .selectFrom('baselines')
        .select('baseline_json')
        .where('cache_key', '=', cacheKey)
        .executeTakeFirst();
      if (!row) return null;
      const baseline: BaselineOk = JSON.parse(row.baseline_json);
      return (await noteUse(db, [baseline.results.sha256])) === 1 ? baseline : null;
    },

    async put(cacheKey, baseline) {
      const content = { baseline_json: JSON.stringify(baseline), run_at_ms: Date.now() };
      await db
        .insertInto('baselines')
        .values({ cache_key: cacheKey, ...content })
        // A row may be there whose text is gone.
        .onConflict((conflict) => conflict.column('cache_key').doUpdateSet(content))
        .execute();
    },
  };
}
