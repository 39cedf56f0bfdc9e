// What tokens cost. All money is integer micro-dollars (1 USD = 1,000,000), so that sums are exact.

/** Micro-dollars for a million tokens of each kind. */
export interface Rates {
  inputMicroUsdPerMTok: number;
  cachedInputMicroUsdPerMTok: number;
  /** For what is kept for minutes: no request asks for a longer time, which vendors sell at a higher rate. */
  cacheWriteMicroUsdPerMTok: number;
  outputMicroUsdPerMTok: number;
}

export interface Price extends Rates {
  /** Rates of long calls, the lowest threshold first. Absent: a call's length makes no difference. */
  tiers?: PriceTier[];
}

/** What every token of a call costs, those of its answer included, once its input is longer than the threshold. */
export interface PriceTier extends Rates {
  aboveInputTokens: number;
}

/** Tokens of one call. `inputTokens` is the total; cached and cache-write tokens are parts of it. */
export interface Usage {
  inputTokens: number;
  cachedInputTokens: number;
  cacheWriteTokens: number;
  outputTokens: number;
}

export const NO_USAGE: Usage = { inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0 };

/** Input and output tokens that may have been billed; those that a provider reported where nobody knows of more. */
export function billableTokens({ tokens, usage }: { tokens?: number; usage: Usage }): number {
  return tokens ?? usage.inputTokens + usage.outputTokens;
}

const TOKENS_PER_MTOK = 1_000_000;

/** Sum of two usages, field by field. */
export function addUsage(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
    outputTokens: a.outputTokens + b.outputTokens,
  };
}

/** What a call with this usage costs in micro-dollars, rounded up so that a sum never falls below the bill. */
export function chargeMicroUsd(price: Price, usage: Usage): number {
  const rates = price.tiers?.findLast((tier) => usage.inputTokens > tier.aboveInputTokens) ?? price;
  const plainInput = Math.max(0, usage.inputTokens - usage.cachedInputTokens - usage.cacheWriteTokens);
  const scaled =
    plainInput * rates.inputMicroUsdPerMTok +
    usage.cachedInputTokens * rates.cachedInputMicroUsdPerMTok +
    usage.cacheWriteTokens * rates.cacheWriteMicroUsdPerMTok +
    usage.outputTokens * rates.outputMicroUsdPerMTok;
  return Math.ceil(scaled / TOKENS_PER_MTOK);
}

/** Tokens that a provider may add around a request (roles, separators, tool preamble); deliberately generous. */
export const REQUEST_OVERHEAD_TOKENS = 1_000;

/**
 * The most that a call can cost, in micro-dollars. No tokenizer makes more tokens than there are bytes, so the
 * request's bytes bound its tokens; they are priced at the dearest input rate, the answer at its full allowance, and
 * of the tiers that so many tokens can reach the dearest counts.
 */
export function worstCaseMicroUsd(price: Price, requestBytes: number, maxOutputTokens: number): number {
  const inputTokens = requestBytes + REQUEST_OVERHEAD_TOKENS;
  const reachable = (price.tiers ?? []).filter((tier) => inputTokens > tier.aboveInputTokens);
  return Math.max(...[price, ...reachable].map((rates) => dearestMicroUsd(rates, inputTokens, maxOutputTokens)));
}

/** The most input and output tokens that a call can come to: see {@link worstCaseMicroUsd}. */
export function worstCaseTokens(requestBytes: number, maxOutputTokens: number): number {
  return requestBytes + REQUEST_OVERHEAD_TOKENS + maxOutputTokens;
}

function dearestMicroUsd(rates: Rates, inputTokens: number, outputTokens: number): number {
  const dearestInput = Math.max(
    rates.inputMicroUsdPerMTok,
    rates.cacheWriteMicroUsdPerMTok,
    rates.cachedInputMicroUsdPerMTok,
  );
  return Math.ceil((inputTokens * dearestInput + outputTokens * rates.outputMicroUsdPerMTok) / TOKENS_PER_MTOK);
}
