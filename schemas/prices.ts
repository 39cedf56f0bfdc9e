// What tokens cost, as the operator writes it: in dollars for a million of them.
import { z } from 'zod';
import { MICRO_USD_PER_USD } from '../core/money.js';
import type { Price, Rates } from '../core/price.js';
import { generatorName, wholeNumber } from './values.js';

const USD_PER_MTOK_MAX = 100_000;
const THRESHOLD_MAX = 100_000_000;
const TIERS_MAX = 10;
const TIERS_FORM = 'use a list such as [{ above: 200000, input: 2.5, output: 15 }]';

const priceUsd = z
  .number({ error: 'use dollars for a million tokens, such as 1.25' })
  .min(0, { error: 'use dollars for a million tokens, 0 or more' })
  .max(USD_PER_MTOK_MAX, { error: `use dollars for a million tokens, at most ${USD_PER_MTOK_MAX}` })
  .transform((dollars) => Math.round(dollars * MICRO_USD_PER_USD));

const rates = { input: priceUsd, output: priceUsd, cachedInput: priceUsd.optional(), cacheWrite: priceUsd.optional() };

const tier = z.strictObject({ above: wholeNumber(1, THRESHOLD_MAX), ...rates }, { error: TIERS_FORM });

const price = z
  .strictObject(
    {
      ...rates,
      tiers: z
        .array(tier, { error: TIERS_FORM })
        .min(1, { error: TIERS_FORM })
        .max(TIERS_MAX, { error: `name at most ${TIERS_MAX} tiers` })
        .refine((all) => new Set(all.map(({ above }) => above)).size === all.length, {
          error: 'name each threshold once',
        })
        .optional(),
    },
    { error: 'use { input: 1.25, output: 10 }, in dollars for a million tokens' },
  )
  .transform(({ tiers, ...base }): Price => {
    if (!tiers) return toRates(base);
    const rising = tiers.toSorted((a, b) => a.above - b.above);
    return {
      ...toRates(base),
      tiers: rising.map(({ above, ...one }) => ({ aboveInputTokens: above, ...toRates(one) })),
    };
  });

interface WrittenRates {
  input: number;
  output: number;
  cachedInput?: number | undefined;
  cacheWrite?: number | undefined;
}

/** Without a price of their own, cached tokens and cache writes cost as much as all other input. */
function toRates({ input, output, cachedInput, cacheWrite }: WrittenRates): Rates {
  return {
    inputMicroUsdPerMTok: input,
    outputMicroUsdPerMTok: output,
    cachedInputMicroUsdPerMTok: cachedInput ?? input,
    cacheWriteMicroUsdPerMTok: cacheWrite ?? input,
  };
}

/** By generator, or by model for all generators with it. */
export const prices = z
  .record(generatorName, price, { error: 'use a generator and its price on each line' })
  .default({}) satisfies z.ZodType<Record<string, Price>>;
