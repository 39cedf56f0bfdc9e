// How much of the budget one candidate may use. A move that the rest cannot pay for is not started.
import { availableMicroUsd, type Budget } from './budget.js';
import type { Generator } from './generator.js';
import { worstCaseMicroUsd } from './price.js';

/** System prompt and tool descriptions that every request carries beside the conversation. */
export const REQUEST_FRAME_BYTES = 12_000;

/** One try may use half of the cap, so that a runaway cheap one leaves something for a dearer one. */
const LEASE_SHARE = 0.5;

/** Tests may use this share of the cap: most of it belongs to the work that they judge. */
const TESTS_SHARE = 0.2;

export type Lease = { ok: true; leaseMicroUsd: number } | { ok: false; neededMicroUsd: number };

/** The lease for a try whose first request holds `conversationBytes`; refused when not even that call is covered. */
export function leaseFor(budget: Budget, generator: Generator, conversationBytes: number): Lease {
  const firstCall = firstCallMicroUsd(generator, conversationBytes);
  const available = availableMicroUsd(budget);
  if (firstCall > available) return { ok: false, neededMicroUsd: firstCall };
  const share = Math.floor(budget.capMicroUsd * LEASE_SHARE);
  return { ok: true, leaseMicroUsd: Math.min(available, Math.max(share, firstCall)) };
}

/** The lease for writing acceptance tests; refused when even the first call may cost more than their share of the cap. */
export function testsLeaseFor(budget: Budget, generator: Generator, conversationBytes: number): Lease {
  const lease = leaseFor(budget, generator, conversationBytes);
  if (!lease.ok) return lease;
  const share = Math.floor(budget.capMicroUsd * TESTS_SHARE);
  const firstCall = firstCallMicroUsd(generator, conversationBytes);
  if (firstCall > share) return { ok: false, neededMicroUsd: firstCall };
  return { ok: true, leaseMicroUsd: Math.min(lease.leaseMicroUsd, share) };
}

function firstCallMicroUsd({ price, settings }: Generator, conversationBytes: number): number {
  return worstCaseMicroUsd(price, conversationBytes + REQUEST_FRAME_BYTES, settings.maxOutputTokens);
}
