// Keys of the journal by what they begin with.
import type { ExpressionBuilder } from 'kysely';
import type { LedgerTables } from './tables.js';

/** The key `prefix` itself and all below `prefix/`: those from it up to `prefix0`, since `0` follows `/`. */
export function keysUnder(expression: ExpressionBuilder<LedgerTables, 'calls'>, prefix: string) {
  // A range, which the index serves.
  const below = expression.and([expression('key', '>=', `${prefix}/`), expression('key', '<', `${prefix}0`)]);
  return expression.or([expression('key', '=', prefix), below]);
}
