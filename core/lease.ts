// How much of the budget one candidate may use. A move that the rest cannot pay for is not started.
import { type Amount, availableMicroUsd, availableTokens, type Budget } from './budget.js';
import type { Generator } from './generator.js';
import { worstCaseMicroUsd, worstCaseTokens } from './price.js';

/** System prompt and tool descriptions that every request carries beside the conversation. */
export const REQUEST_FRAME_BYTES = 12_000;

/** One try may use half of the cap, so that a runaway cheap one leaves something for a dearer one. */
const LEASE_SHARE = 0.5;

/** Tests may use this share of the cap: most of it belongs to the work that they judge. */
const TESTS_SHARE = 0.2;

/** `needed`: what the first call may come to. Tokens are 0 where the budget does not cap them. */
export type Lease = { ok: true; lease: Amount } | { ok: false; needed: Amount };

/**
 * The lease for a try whose first request holds `conversationBytes`; refused when not even that call is covered. Tries
 * that run `sideBySide` share what one of them might use.
 */
export function leaseFor(budget: Budget, generator: Generator, conversationBytes: number, sideBySide = 1): Lease {
  return leaseOf(budget, firstCall(budget, generator, conversationBytes), LEASE_SHARE / sideBySide);
}

/** The lease for writing acceptance tests; refused when even the first call may cost more than their share of the cap. */
export function testsLeaseFor(budget: Budget, generator: Generator, conversationBytes: number): Lease {
  const first = firstCall(budget, generator, conversationBytes);
  const share = shareOf(budget, TESTS_SHARE);
  if (first.microUsd > share.microUsd || first.tokens > share.tokens) return { ok: false, needed: first };
  return leaseOf(budget, first, TESTS_SHARE);
}

function leaseOf(budget: Budget, first: Amount, part: number): Lease {
  const available: Amount = { microUsd: availableMicroUsd(budget), tokens: availableTokens(budget) ?? 0 };
  if (first.microUsd > available.microUsd || first.tokens > available.tokens) return { ok: false, needed: first };
  const share = shareOf(budget, part);
  return {
    ok: true,
    lease: {
      microUsd: Math.min(available.microUsd, Math.max(share.microUsd, first.microUsd)),
      tokens: Math.min(available.tokens, Math.max(share.tokens, first.tokens)),
    },
  };
}

function shareOf({ capMicroUsd, capTokens }: Budget, part: number): Amount {
  return { microUsd: Math.floor(capMicroUsd * part), tokens: Math.floor((capTokens ?? 0) * part) };
}

function firstCall({ capTokens }: Budget, { price, settings }: Generator, conversationBytes: number): Amount {
  const requestBytes = conversationBytes + REQUEST_FRAME_BYTES;
  return {
    microUsd: worstCaseMicroUsd(price, requestBytes, settings.maxOutputTokens),
    tokens: capTokens === null ? 0 : worstCaseTokens(requestBytes, settings.maxOutputTokens),
  };
}
