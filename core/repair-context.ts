// Whether a repair goes on in the conversation of the try that it mends, or begins afresh with the task, the work so far
// and the findings. A conversation knows what was tried and why; a fresh start is shorter. The cheaper one is taken, where
// both are possible: which that is depends on what the provider still has in its cache. Pure.
import type { CandidateEnd } from './candidate.js';
import type { Price } from './price.js';

/** How repairs begin: as is cheaper, or always in one way. */
export type RepairContext = 'cheaper' | 'fresh' | 'continued';

export interface RepairFacts {
  price: Price;
  /** How the try to be mended ended. */
  end: CandidateEnd;
  /** Whether the same generator goes on: another one has nothing in its cache, and its own way of thinking. */
  sameGenerator: boolean;
  /** Bytes of the whole conversation. */
  conversationBytes: number;
  /** Bytes of the first messages, which a fresh start begins with as well. */
  briefBytes: number;
  /** From the last answer to now. */
  idleMs: number;
}

/** Providers keep a prefix for five minutes after its last use, some longer; less is counted on. */
const CACHE_KEPT_MS = 240_000;
/** A fresh start also holds the work so far as a diff; findings stand in both. */
const DIFF_BYTES = 6_000;
/** Calls of a usual repair. */
const CALLS = 4;

/** True when the conversation goes on. What ended for want of room, time, money or sense begins afresh. */
export function continuesConversation(rule: RepairContext, facts: RepairFacts): boolean {
  if (rule === 'fresh' || facts.end !== 'finished' || !facts.sameGenerator) return false;
  if (rule === 'continued') return true;
  const { price, conversationBytes, briefBytes, idleMs } = facts;
  const fresh = Math.max(price.inputMicroUsdPerMTok, price.cacheWriteMicroUsdPerMTok);
  const cached = price.cachedInputMicroUsdPerMTok;
  const again = idleMs < CACHE_KEPT_MS ? cached : fresh;
  const later = (CALLS - 1) * cached;
  const continued = conversationBytes * (again + later);
  const afresh = briefBytes * (again + later) + DIFF_BYTES * (fresh + later);
  return continued <= afresh;
}
