import { describe, expect, test } from '@jest/globals';
import { calcPrice, findProvider, type ModelInfo } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { contextWindowOf, listPrice, pricedModels } from '../../../activities/models/price-list.js';
import { chargeMicroUsd, type Usage } from '../../../core/price.js';

const NOW = new Date('2026-11-22T08:00:00Z');
const PROVIDERS = [
  'anthropic',
  'openai',
  'google',
  'openrouter',
  'deepseek',
  'mistral',
  'groq',
  'x-ai',
  'zai',
  'azure',
];
/** A price that changes with the clock or soon after now is the dearest of several, and no single one of the list's. */
const HELD_DAYS = 3;

interface Model {
  provider: string;
  model: string;
}

function isOnePrice({ prices }: ModelInfo): boolean {
  if (!Array.isArray(prices)) return true;
  const soon = new Date(NOW.getTime() + HELD_DAYS * 86_400_000).toISOString().slice(0, 10);
  const now = NOW.toISOString().slice(0, 10);
  return prices.every(({ constraint }) => {
    if (constraint?.type === 'time_of_date') return false;
    return constraint === undefined || constraint.start_date <= now || constraint.start_date > soon;
  });
}

/** All models of these providers that are priced by plain tokens alone. */
const MODELS: Model[] = PROVIDERS.flatMap((provider) =>
  pricedModels({ provider, baseUrl: null }).flatMap((model) => {
    const found = calcPrice({}, model, { providerId: provider, timestamp: NOW });
    const otherOutput = found?.model_price['output_reasoning_mtok'] ?? found?.model_price['output_citation_mtok'];
    return found && otherOutput === undefined && isOnePrice(found.model) ? [{ provider, model }] : [];
  }),
);

/** Small calls, and those around and beyond the thresholds of the list. */
const inputTokens = fc.oneof(
  fc.nat(5_000),
  fc.nat(1_200_000),
  fc.constantFrom(128_000, 128_001, 199_999, 200_000, 200_001, 271_999, 272_000, 272_001, 512_001),
);
const usage: fc.Arbitrary<Usage> = fc
  .tuple(
    inputTokens,
    fc.nat(64_000),
    fc.float({ min: 0, max: 1, noNaN: true }),
    fc.float({ min: 0, max: 1, noNaN: true }),
  )
  .map(([input, outputTokens, cached, written]) => {
    const cachedInputTokens = Math.floor(input * cached);
    const cacheWriteTokens = Math.floor((input - cachedInputTokens) * written);
    return { inputTokens: input, cachedInputTokens, cacheWriteTokens, outputTokens };
  });

/** What the list's own arithmetic says, in micro-dollars with their fraction. */
function listedMicroUsd({ provider, model }: Model, used: Usage): number {
  const counted = {
    input_tokens: used.inputTokens,
    cache_read_tokens: used.cachedInputTokens,
    cache_write_tokens: used.cacheWriteTokens,
    output_tokens: used.outputTokens,
  };
  return (calcPrice(counted, model, { providerId: provider, timestamp: NOW })?.total_price ?? 0) * 1_000_000;
}

/** Sums of binary fractions miss whole micro-dollars by this much at most; a rate that has a fraction is rounded up. */
const ROUNDING_MICRO_USD = 1e-3;

describe('a price of the list', () => {
  test('is known for hundreds of models, among them dozens with tiers', () => {
    const tiered = MODELS.filter(({ provider, model }) => listPrice({ provider, baseUrl: null, model }, NOW)?.tiers);
    expect(MODELS.length).toBeGreaterThan(500);
    expect(tiered.length).toBeGreaterThan(30);
  });

  test("books what the list's own arithmetic gives, rounded up to a micro-dollar, for any model and usage", () => {
    fc.assert(
      fc.property(fc.constantFrom(...MODELS), usage, (one, used) => {
        const price = listPrice({ ...one, baseUrl: null }, NOW);
        const listed = listedMicroUsd(one, used);
        const fraction = Math.ceil((used.inputTokens + used.outputTokens) / 1_000_000);
        const charge = chargeMicroUsd(price!, used);
        expect(charge).toBeGreaterThanOrEqual(listed - ROUNDING_MICRO_USD);
        expect(charge).toBeLessThan(listed + 1 + (isWhole(one) ? ROUNDING_MICRO_USD : fraction));
      }),
      { numRuns: 3_000 },
    );
  });

  test('has the tiers of the list, each with all its rates', () => {
    expect(listPrice({ provider: 'openai', baseUrl: null, model: 'gpt-6-sol' }, NOW)).toEqual({
      inputMicroUsdPerMTok: 2_000_000,
      cachedInputMicroUsdPerMTok: 200_000,
      cacheWriteMicroUsdPerMTok: 2_500_000,
      outputMicroUsdPerMTok: 10_000_000,
      tiers: [
        {
          aboveInputTokens: 272_000,
          inputMicroUsdPerMTok: 4_000_000,
          cachedInputMicroUsdPerMTok: 400_000,
          cacheWriteMicroUsdPerMTok: 5_000_000,
          outputMicroUsdPerMTok: 15_000_000,
        },
      ],
    });
  });

  test.each(['2026-11-22T08:00:00Z', '2026-11-22T20:00:00Z'])('is that of the dearest hour at %s', (now) => {
    const price = listPrice({ provider: 'deepseek', baseUrl: null, model: 'deepseek-v4-pro' }, new Date(now));
    expect(price).toMatchObject({ inputMicroUsdPerMTok: 1_320_000, outputMicroUsdPerMTok: 3_960_000 });
  });

  test('is the dearer one already where it rises in the night that begins', () => {
    const gemini = { provider: 'google', baseUrl: null, model: 'gemini-3.8-flash' };
    expect(listPrice(gemini, new Date('2026-12-20T20:00:00Z'))?.outputMicroUsdPerMTok).toBe(3_750_000);
    expect(listPrice(gemini, new Date('2026-12-31T20:00:00Z'))?.outputMicroUsdPerMTok).toBe(7_500_000);
  });

  test('is none for what cannot be booked by tokens alone', () => {
    expect(listPrice({ provider: 'perplexity', baseUrl: null, model: 'sonar-pro' })).toBeNull();
    expect(listPrice({ provider: 'openai', baseUrl: null, model: 'text-embedding-3-large' })).toBeNull();
    expect(listPrice({ provider: 'openai', baseUrl: null, model: 'whisper-1' })).toBeNull();
  });

  test('stands beside the context window where the list knows that', () => {
    expect(contextWindowOf({ provider: 'openai', baseUrl: null, model: 'gpt-4' })).toBe(8_192);
    expect(contextWindowOf({ provider: 'openai', baseUrl: null, model: 'no-such-model' })).toBeNull();
  });
});

/** Whether all rates of a model are whole micro-dollars. */
function isWhole({ provider, model }: Model): boolean {
  const info = findProvider({ providerId: provider })?.models.find(({ id }) => id === model);
  return !JSON.stringify(info?.prices ?? {}).match(/\d\.\d{7,}/);
}
