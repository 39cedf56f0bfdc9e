// Sums that both databases give as an integer: PostgreSQL makes a decimal number of a sum of its 64-bit integers.
import { type RawBuilder, sql } from 'kysely';

/** 0 over no row at all. */
export function total(of: RawBuilder<unknown>): RawBuilder<number> {
  return sql<number>`cast(coalesce(sum(${of}), 0) as bigint)`;
}
