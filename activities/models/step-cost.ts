// What the attempts at a step have come to, in money and in tokens, and whether another one fits into what it may cost.
import type { Generator } from '../../core/generator.js';
import type { CallCost } from '../../core/model-activities.js';
import { formatUsd } from '../../core/money.js';
import { addUsage, NO_USAGE } from '../../core/price.js';
import type { CallRow } from '../ledger/ledger.js';
import { worstCaseOf, worstTokensOf } from './book-call.js';
import type { PreparedRequest } from './model-request.js';

export interface Allowance {
  allowanceMicroUsd: number;
  /** Input and output together. Absent: as many as the money buys. */
  allowanceTokens?: number | undefined;
}

/** The most that one attempt can come to. */
export interface WorstCase {
  worstMicroUsd: number;
  worstTokens: number;
}

export type StepCost = CallCost & { tokens: number };

export function worstOf(generator: Generator, request: PreparedRequest): WorstCase {
  return { worstMicroUsd: worstCaseOf(generator, request), worstTokens: worstTokensOf(generator, request) };
}

/** Attempts without an answer count at their worst case. */
export function costOf(rows: readonly CallRow[]): StepCost {
  const cost: StepCost = { chargedMicroUsd: 0, tokens: 0, usage: NO_USAGE, replayed: false };
  for (const row of rows) {
    if (row.state === 'started') {
      cost.chargedMicroUsd += row.worstMicroUsd;
      cost.tokens += row.worstTokens;
    }
    if (row.state === 'settled') cost.chargedMicroUsd += row.chargedMicroUsd;
    if (row.usage) {
      cost.tokens += row.usage.inputTokens + row.usage.outputTokens;
      cost.usage = addUsage(cost.usage, row.usage);
    }
  }
  return cost;
}

/** Why an attempt does not fit on top of what was spent, for people; null when it does. */
export function whyOverAllowance(
  generator: string,
  spent: StepCost,
  { worstMicroUsd, worstTokens }: WorstCase,
  { allowanceMicroUsd, allowanceTokens = Number.POSITIVE_INFINITY }: Allowance,
): string | null {
  if (spent.chargedMicroUsd + worstMicroUsd > allowanceMicroUsd) {
    const left = `${formatUsd(allowanceMicroUsd)} is left for it`;
    return `a call to ${generator} could cost ${onTop(formatUsd(worstMicroUsd), spent.chargedMicroUsd, formatUsd)}; ${left}`;
  }
  if (spent.tokens + worstTokens > allowanceTokens) {
    const left = `${allowanceTokens} tokens are left for it`;
    return `a call to ${generator} could take ${onTop(`${worstTokens} tokens`, spent.tokens, String)}; ${left}`;
  }
  return null;
}

function onTop(worst: string, spent: number, say: (amount: number) => string): string {
  return spent > 0 ? `${worst} on top of ${say(spent)} of earlier attempts` : worst;
}
