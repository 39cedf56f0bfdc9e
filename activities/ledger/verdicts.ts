// Verdicts by what was judged and how, so that the same tree is never judged twice.
import type { Kysely } from 'kysely';
import type { Verdict } from '../../core/validator.js';
import { noteUse } from './artifacts.js';
import type { Verdicts } from './ledger.js';
import type { LedgerTables } from './tables.js';

export function createVerdicts(db: Kysely<LedgerTables>): Verdicts {
  return {
    async get(cacheKey) {
      const row = await db
        .selectFrom('verdicts')
        .select('verdict_json')
        .where('cache_key', '=', cacheKey)
        .executeTakeFirst();
      if (!row) return null;
      const verdict: Verdict = JSON.parse(row.verdict_json);
      // Whoever takes it over needs its texts for as long as one who had judged anew.
      const texts = [verdict.findings, ...(verdict.log ? [verdict.log] : [])].map(({ sha256 }) => sha256);
      if ((await noteUse(db, texts)) < new Set(texts).size) return null;
      return { ...verdict, cached: true };
    },

    async put(cacheKey, verdict) {
      await db
        .insertInto('verdicts')
        .values({
          cache_key: cacheKey,
          passed: Number(verdict.passed),
          score: verdict.score,
          verdict_json: JSON.stringify(verdict),
          judged_at_ms: Date.now(),
        })
        .onConflict((conflict) => conflict.column('cache_key').doNothing())
        .execute();
    },
  };
}
