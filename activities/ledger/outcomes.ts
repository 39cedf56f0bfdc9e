// What became of results on the forge: one row for each generation that has a pull request, and the last word stands.
import type { Kysely, Selectable } from 'kysely';
import type { OutcomeRow, Outcomes } from './ledger.js';
import type { LedgerTables, OutcomesTable } from './tables.js';

export function createOutcomes(db: Kysely<LedgerTables>): Outcomes {
  const newestFirst = () => db.selectFrom('outcomes').selectAll().orderBy('generation', 'desc');
  return {
    async record({ deliverId, generation, pullRequest, state, by, atMs }) {
      const seen = {
        pull_request_url: pullRequest.url,
        pull_request_number: pullRequest.number,
        state,
        decided_by: by,
        seen_at_ms: atMs,
      };
      await db
        .insertInto('outcomes')
        .values({ deliver_id: deliverId, generation, ...seen })
        // A late repeat of an earlier word must not undo a later one.
        .onConflict((conflict) =>
          conflict.columns(['deliver_id', 'generation']).doUpdateSet(seen).where('outcomes.seen_at_ms', '<=', atMs),
        )
        .execute();
    },

    async of(deliverId) {
      const rows = await newestFirst().where('deliver_id', '=', deliverId).execute();
      return rows.map(toOutcomeRow);
    },

    async byPullRequest(url) {
      const row = await newestFirst().where('pull_request_url', '=', url).executeTakeFirst();
      return row ? toOutcomeRow(row) : null;
    },
  };
}

function toOutcomeRow(row: Selectable<OutcomesTable>): OutcomeRow {
  return {
    deliverId: row.deliver_id,
    generation: row.generation,
    pullRequest: { number: row.pull_request_number, url: row.pull_request_url },
    state: row.state,
    by: row.decided_by,
    atMs: row.seen_at_ms,
  };
}
