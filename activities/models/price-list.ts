// Prices from the shipped list, as our four integer rates. Where a price depends on the length of the request or on
// the time of day, the dearest rate is taken: a price that is pinned for a night must hold all night.
import { calcPrice, findProvider, type ModelPrice } from '@pydantic/genai-prices';
import { MICRO_USD_PER_USD } from '../../core/money.js';
import type { Price } from '../../core/price.js';

/** Rates of a model at a provider on that day, or null when the list does not know it there. */
export function listPrice(
  provider: string,
  baseUrl: string | null,
  model: string,
  timestamp = new Date(),
): Price | null {
  const found =
    calcPrice({}, model, { providerId: provider, timestamp }) ??
    (baseUrl ? calcPrice({}, model, { providerApiUrl: baseUrl, timestamp }) : null);
  if (!found) return null;
  const conditional = Array.isArray(found.model.prices) ? found.model.prices : [];
  const byTheClock = conditional.filter((price) => price.constraint?.type === 'time_of_date');
  return toPrice([found.model_price, ...byTheClock.map((price) => price.prices)]);
}

/** Vendor of a model by its name, such as `anthropic` for `claude-haiku-4-5`; null when the list knows none. */
export function vendorOf(model: string): string | null {
  return findProvider({ modelId: model })?.id ?? null;
}

function toPrice(variants: ModelPrice[]): Price | null {
  const input = dearest(variants, 'input_mtok');
  const output = dearest(variants, 'output_mtok');
  if (input === null || output === null) return null;
  return {
    inputMicroUsdPerMTok: input,
    cachedInputMicroUsdPerMTok: dearest(variants, 'cache_read_mtok') ?? input,
    cacheWriteMicroUsdPerMTok: dearest(variants, 'cache_write_mtok') ?? input,
    outputMicroUsdPerMTok: output,
  };
}

function dearest(variants: ModelPrice[], unit: string): number | null {
  const dollars = variants.flatMap((variant) => {
    const rate = variant[unit];
    if (rate === undefined) return [];
    return typeof rate === 'number' ? [rate] : [rate.base, ...rate.tiers.map((tier) => tier.price)];
  });
  return dollars.length === 0 ? null : Math.round(Math.max(...dollars) * MICRO_USD_PER_USD);
}
