// Prices from the shipped list, as our integer rates. Where a price depends on the time of day, the dearest hour's is
// taken: a price that is pinned for a night must hold all night. Text alone is priced; nothing else is sent or asked for.
import { calcPrice, findProvider, type ModelPrice } from '@pydantic/genai-prices';
import { MICRO_USD_PER_USD } from '../../core/money.js';
import type { Price, Rates } from '../../core/price.js';

/** A night with the day after it: so long a pinned price may be used. */
const HOLDS_MS = 36 * 60 * 60_000;
/** No hour of the list's is shorter, and all begin at a multiple of it. */
const CLOCK_STEP_MS = 30 * 60_000;

/** What is asked of the list: a model, and where it is served. */
export interface Listed {
  provider: string;
  /** Null: the vendor's own endpoint. */
  baseUrl: string | null;
  model: string;
}

/** Rates of a model at a provider from that time on, or null when the list does not know it there. */
export function listPrice(listed: Listed, now = new Date()): Price | null {
  const found = lookUp(listed, now);
  if (!found) return null;
  if (!Array.isArray(found.model.prices)) return toPrice([found.model_price]);
  const times = Array.from({ length: HOLDS_MS / CLOCK_STEP_MS + 1 }, (_, step) => now.getTime() + step * CLOCK_STEP_MS);
  const later = times.map((ms) => lookUp(listed, new Date(ms)) ?? found);
  return toPrice(later.map((one) => one.model_price));
}

/** Vendor of a model by its name, such as `anthropic` for `claude-haiku-4-5`; null when the list knows none. */
export function vendorOf(model: string): string | null {
  return findProvider({ modelId: model })?.id ?? null;
}

/** Tokens of request and answer that fit into one call; null when the list does not say. */
export function contextWindowOf(listed: Listed): number | null {
  return lookUp(listed, new Date())?.model.context_window ?? null;
}

/** Models that the list has a price for at a provider. */
export function pricedModels({ provider, baseUrl }: Omit<Listed, 'model'>): string[] {
  const found =
    findProvider({ providerId: provider }) ?? (baseUrl ? findProvider({ providerApiUrl: baseUrl }) : undefined);
  const priced = (found?.models ?? []).filter(({ deprecated, prices }) => {
    return !deprecated && toPrice(Array.isArray(prices) ? prices.map((one) => one.prices) : [prices]) !== null;
  });
  return priced.map(({ id }) => id);
}

function lookUp({ provider, baseUrl, model }: Listed, timestamp: Date): ReturnType<typeof calcPrice> {
  return (
    calcPrice({}, model, { providerId: provider, timestamp }) ??
    (baseUrl ? calcPrice({}, model, { providerApiUrl: baseUrl, timestamp }) : null)
  );
}

function toPrice(variants: readonly ModelPrice[]): Price | null {
  const base = dearestRates(variants, 0);
  if (!base) return null;
  const tiers = thresholdsOf(variants).flatMap((aboveInputTokens) => {
    const rates = dearestRates(variants, aboveInputTokens + 1);
    return rates ? [{ aboveInputTokens, ...rates }] : [];
  });
  return tiers.length === 0 ? base : { ...base, tiers };
}

/** Output of kinds that usage does not tell apart is priced as the dearest of them. */
const OUTPUT_UNITS = ['output_mtok', 'output_reasoning_mtok', 'output_citation_mtok'];
const UNITS = ['input_mtok', 'cache_read_mtok', 'cache_write_mtok', ...OUTPUT_UNITS];
/** A fee for each call, whatever its length, has no place in our rates: such a model has no price here. */
const CALL_FEE = 'requests_kcount';

function thresholdsOf(variants: readonly ModelPrice[]): number[] {
  const rates = variants.flatMap((variant) => UNITS.map((unit) => variant[unit]));
  const starts = rates.flatMap((rate) => (typeof rate === 'object' ? rate.tiers.map(({ start }) => start) : []));
  return [...new Set(starts)].sort((a, b) => a - b);
}

function dearestRates(variants: readonly ModelPrice[], inputTokens: number): Rates | null {
  const all = variants.map((variant) => ratesOf(variant, inputTokens));
  const known = all.flatMap((rates) => rates ?? []);
  if (known.length === 0 || known.length < all.length) return null;
  const dearest = (rate: keyof Rates) => Math.max(...known.map((rates) => rates[rate]));
  return {
    inputMicroUsdPerMTok: dearest('inputMicroUsdPerMTok'),
    cachedInputMicroUsdPerMTok: dearest('cachedInputMicroUsdPerMTok'),
    cacheWriteMicroUsdPerMTok: dearest('cacheWriteMicroUsdPerMTok'),
    outputMicroUsdPerMTok: dearest('outputMicroUsdPerMTok'),
  };
}

/** Rates of a call with so many input tokens. Without rates of their own, cached tokens cost as much as all others. */
function ratesOf(prices: ModelPrice, inputTokens: number): Rates | null {
  const rate = (unit: string) => rateAt(prices[unit], inputTokens);
  const input = rate('input_mtok');
  const outputs = OUTPUT_UNITS.flatMap((unit) => rate(unit) ?? []);
  if (input === undefined || outputs.length === 0 || prices[CALL_FEE]) return null;
  return {
    inputMicroUsdPerMTok: toMicroUsd(input),
    cachedInputMicroUsdPerMTok: toMicroUsd(rate('cache_read_mtok') ?? input),
    cacheWriteMicroUsdPerMTok: toMicroUsd(rate('cache_write_mtok') ?? input),
    outputMicroUsdPerMTok: toMicroUsd(Math.max(...outputs)),
  };
}

/** The list's own rule: all tokens of a call have the rate of the last tier that its input goes beyond. */
function rateAt(rate: ModelPrice[string], inputTokens: number): number | undefined {
  if (typeof rate !== 'object') return rate;
  const beyond = rate.tiers.filter(({ start }) => inputTokens > start);
  return beyond.sort((a, b) => a.start - b.start).at(-1)?.price ?? rate.base;
}

/** Up to a whole micro-dollar, but not for what a rate in dollars lacks as a binary fraction. */
function toMicroUsd(dollars: number): number {
  return Math.ceil(Number((dollars * MICRO_USD_PER_USD).toFixed(3)));
}
