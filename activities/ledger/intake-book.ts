// What intake remembers of the forge: how far it has read, and which commands it has answered. Losing it costs requests
// and no more: what was done there is seen there.
import type { Kysely } from 'kysely';
import type { IntakeBook } from './ledger.js';
import type { LedgerTables } from './tables.js';

export function createIntakeBook(db: Kysely<LedgerTables>): IntakeBook {
  return {
    async cursor(place) {
      const row = await db.selectFrom('forge_cursors').selectAll().where('place', '=', place).executeTakeFirst();
      return row ? { sinceMs: row.since_ms, etag: row.etag, seen: JSON.parse(row.seen_json) } : null;
    },

    async moveCursor(place, { sinceMs, etag, seen }) {
      const read = { since_ms: sinceMs, etag, seen_json: JSON.stringify(seen) };
      await db
        .insertInto('forge_cursors')
        .values({ place, ...read })
        .onConflict((conflict) => conflict.column('place').doUpdateSet(read))
        .execute();
    },

    async isAnswered({ repository, commentId, textSha256 }) {
      const row = await db
        .selectFrom('forge_commands')
        .select('answered_at_ms')
        .where('repository', '=', repository)
        .where('comment_id', '=', commentId)
        .where('text_sha256', '=', textSha256)
        .executeTakeFirst();
      return row !== undefined;
    },

    async markAnswered({ repository, commentId, textSha256 }) {
      await db
        .insertInto('forge_commands')
        .values({ repository, comment_id: commentId, text_sha256: textSha256, answered_at_ms: Date.now() })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
  };
}
