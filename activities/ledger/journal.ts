// The journal that makes model calls idempotent: one row for each attempt, written before the call and settled after.
// Each write is a single statement, so that processes never see or leave half of one.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { NO_USAGE } from '../../core/price.js';
import { artifactRef } from './artifact-ref.js';
import { journaledDoubts } from './journaled-doubts.js';
import { keysUnder } from './keys-under.js';
import type { BookedCall, CallRow, CallState, Journal, StartCall } from './ledger.js';
import { isDoubled } from './postgres/postgres-trouble.js';
import type { CallsTable, LedgerTables } from './tables.js';
import { total } from './total.js';
import { fromColumns, toColumns } from './usage-columns.js';

export function createJournal(db: Kysely<LedgerTables>): Journal {
  return {
    async attempts(key) {
      const rows = await db
        .selectFrom('calls')
        .leftJoin('artifacts', 'artifacts.sha256', 'calls.answer_sha256')
        .selectAll('calls')
        .select(['artifacts.bytes', 'artifacts.preview'])
        .where('key', '=', key)
        .orderBy('attempt')
        .execute();
      return rows.map(toCallRow);
    },

    async start(call) {
      for (;;) {
        const row = await insertNext(db, call);
        if (row) return toCallRow({ ...row, bytes: null, preview: null });
      }
    },

    async settle(row, booked) {
      try {
        await book(db, row, booked);
      } catch (error) {
        // Another attempt answered at the same moment, and its answer can be seen now.
        if (!isDoubled(error)) throw error;
        await book(db, row, booked);
      }
    },

    async void(row, why) {
      await db
        .updateTable('calls')
        .set({ state: 'void', void_reason: why })
        .where('key', '=', row.key)
        .where('attempt', '=', row.attempt)
        .where('state', '=', 'started')
        .execute();
    },

    async chargedUnder(prefix) {
      const sum = await db
        .selectFrom('calls')
        .select([
          total(CHARGED_MICRO_USD).as('charged'),
          total(CHARGED_TOKENS).as('tokens'),
          total(sql.ref('input_tokens')).as('input_tokens'),
          total(sql.ref('cached_input_tokens')).as('cached_input_tokens'),
          total(sql.ref('cache_write_tokens')).as('cache_write_tokens'),
          total(sql.ref('output_tokens')).as('output_tokens'),
        ])
        .where((expression) => keysUnder(expression, prefix))
        .executeTakeFirstOrThrow();
      return { chargedMicroUsd: sum.charged, tokens: sum.tokens, usage: fromColumns(sum) };
    },

    ...journaledDoubts(db),
  };
}

const CHARGED_MICRO_USD = sql`case state when 'settled' then charged_micro_usd when 'started' then worst_micro_usd else 0 end`;
const CHARGED_TOKENS = sql`case state when 'settled' then input_tokens + output_tokens when 'started' then worst_tokens else 0 end`;

/** Writes the next attempt's row. Undefined when another session took its number at the same moment. */
function insertNext(db: Kysely<LedgerTables>, call: StartCall): Promise<CallsTable | undefined> {
  return db
    .insertInto('calls')
    .values((expression) => ({
      key: call.key,
      attempt: expression
        .selectFrom('calls')
        .where('key', '=', call.key)
        .select(sql<number>`coalesce(max(attempt), 0) + 1`.as('next')),
      request_sha256: call.requestHash,
      ...stateWithin(call),
      model: call.model,
      purpose: call.purpose,
      worst_micro_usd: call.worstMicroUsd,
      worst_tokens: call.worstTokens,
      charged_micro_usd: 0,
      ...toColumns(NO_USAGE),
      started_at_ms: call.startedAtMs,
    }))
    .onConflict((conflict) => conflict.columns(['key', 'attempt']).doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** `started`, or `void` where all attempts under the key could then come to more than its room. */
function stateWithin({ key, room, worstMicroUsd, worstTokens }: StartCall) {
  if (!room) return { state: 'started' as const };
  const spent = (of: RawBuilder<unknown>) => sql`(select ${total(of)} from calls where key = ${key})`;
  const moneyFits = sql`${spent(CHARGED_MICRO_USD)} <= ${room.microUsd - worstMicroUsd}`;
  const tokensFit = room.tokens === null ? sql`true` : sql`${spent(CHARGED_TOKENS)} <= ${room.tokens - worstTokens}`;
  const fits = sql`${moneyFits} and ${tokensFit}`;
  return {
    state: sql<CallState>`case when ${fits} then 'started' else 'void' end`,
    void_reason: sql<string | null>`case when ${fits} then null else ${NO_ROOM} end`,
  };
}

const NO_ROOM = 'never asked: another attempt at the same step took what was left';

async function book(db: Kysely<LedgerTables>, row: CallRow, booked: BookedCall): Promise<void> {
  await db
    .updateTable('calls')
    .set({
      state: 'settled',
      charged_micro_usd: booked.chargedMicroUsd,
      ...toColumns(booked.usage),
      answer_sha256: unlessAnswered(row, booked.answer.sha256),
      usage_doubt: booked.doubt ?? null,
      ended_at_ms: booked.endedAtMs,
    })
    .where('key', '=', row.key)
    .where('attempt', '=', row.attempt)
    // The first booking of a row stays. A row made void by mistake takes its charge all the same: it is owed.
    .where('state', '!=', 'settled')
    .execute();
}

/** The answer's hash, or null when an earlier settled attempt at the same request has answered already. */
function unlessAnswered(row: CallRow, sha256: string) {
  return sql<string | null>`case when exists (
    select 1 from calls as earlier
    where earlier.key = ${row.key} and earlier.request_sha256 = ${row.requestHash} and earlier.answer_sha256 is not null
  ) then null else ${sha256} end`;
}

function toCallRow(row: CallsTable & { bytes: number | null; preview: string | null }): CallRow {
  return {
    key: row.key,
    attempt: row.attempt,
    requestHash: row.request_sha256,
    state: row.state,
    model: row.model,
    purpose: row.purpose,
    worstMicroUsd: row.worst_micro_usd,
    worstTokens: row.worst_tokens,
    chargedMicroUsd: row.charged_micro_usd,
    usage: row.state === 'settled' ? fromColumns(row) : null,
    answer: artifactRef(row.answer_sha256, row.bytes, row.preview),
  };
}
