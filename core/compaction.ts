// When a conversation is made shorter, and by how much. Every turn sends all of it again, so a try whose tool output
// only piles up would cost the square of its turns; dropping old output changes what a provider has cached, so it is
// done in steps that are worth it. Pure.
import type { Price } from './price.js';

/** Tool output that stays at least: what a try has looked at last. */
export const OUTPUT_BYTES_KEPT = 8_000;

/** A smaller step is not worth a second reading of all that stands behind it. */
const STEP_BYTES_MIN = 8_000;
const STEP_BYTES_MAX = 96_000;

/** What the rule has to know of a conversation. */
export interface Growth {
  /** Bytes now. */
  bytes: number;
  /** Bytes after the last compaction; before the first one those of the first messages. */
  bytesThen: number;
  /** Turns since then. */
  turns: number;
}

/** True when old tool output is to be dropped before the next call. */
export function compactionDue(price: Price, growth: Growth): boolean {
  return growth.bytes - growth.bytesThen > OUTPUT_BYTES_KEPT + stepBytes(price, growth);
}

/**
 * How far a conversation may grow beyond what is kept, in bytes. Each step of size s costs one reading of the kept bytes
 * K at the price of new input instead of cached input, and sends s/2 bytes more on average in each turn at the price of
 * cached input; with g bytes of growth a turn a step comes every s/g turns. The sum is least at
 * s = sqrt(2 g K (new - cached) / cached): the square-root rule of stock-keeping (F. W. Harris, 1913), with a reading of
 * what is kept as the cost of an order and cached tokens as the cost of keeping stock.
 */
export function stepBytes(price: Price, { bytes, bytesThen, turns }: Growth): number {
  const fresh = Math.max(price.inputMicroUsdPerMTok, price.cacheWriteMicroUsdPerMTok);
  const cached = price.cachedInputMicroUsdPerMTok;
  if (cached <= 0) return STEP_BYTES_MAX;
  const growth = Math.max(0, bytes - bytesThen) / Math.max(1, turns);
  const best = Math.sqrt((2 * growth * OUTPUT_BYTES_KEPT * Math.max(0, fresh - cached)) / cached);
  return Math.round(Math.min(STEP_BYTES_MAX, Math.max(STEP_BYTES_MIN, best)));
}
