import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chargeMicroUsd, type Price, type Rates, type Usage, worstCaseMicroUsd } from '../../core/price.js';

const rate = fc.integer({ min: 0, max: 80_000_000 });
const rates: fc.Arbitrary<Rates> = fc.record({
  inputMicroUsdPerMTok: rate,
  cachedInputMicroUsdPerMTok: rate,
  cacheWriteMicroUsdPerMTok: rate,
  outputMicroUsdPerMTok: rate,
});
const thresholds = fc.uniqueArray(fc.integer({ min: 1, max: 400_000 }), { maxLength: 3 });
/** Any price: a tier may be cheaper than what comes before it. */
const price: fc.Arbitrary<Price> = fc
  .tuple(rates, thresholds, fc.array(rates, { minLength: 3, maxLength: 3 }))
  .map(([base, starts, more]) => {
    const rising = starts.toSorted((a, b) => a - b);
    const tiers = rising.map((aboveInputTokens, index) => ({ aboveInputTokens, ...(more[index] ?? base) }));
    return tiers.length === 0 ? base : { ...base, tiers };
  });

/** Any usage with at most so many tokens. */
function usageWithin(inputMax: number, outputMax: number): fc.Arbitrary<Usage> {
  const share = fc.float({ min: 0, max: 1, noNaN: true });
  return fc
    .tuple(fc.nat(inputMax), fc.nat(outputMax), share, share)
    .map(([inputTokens, outputTokens, cached, written]) => {
      const cachedInputTokens = Math.floor(inputTokens * cached);
      const cacheWriteTokens = Math.floor((inputTokens - cachedInputTokens) * written);
      return { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens };
    });
}

const TIERED: Price = {
  inputMicroUsdPerMTok: 3_000_000,
  cachedInputMicroUsdPerMTok: 300_000,
  cacheWriteMicroUsdPerMTok: 3_750_000,
  outputMicroUsdPerMTok: 15_000_000,
  tiers: [
    {
      aboveInputTokens: 200_000,
      inputMicroUsdPerMTok: 6_000_000,
      cachedInputMicroUsdPerMTok: 600_000,
      cacheWriteMicroUsdPerMTok: 7_500_000,
      outputMicroUsdPerMTok: 22_500_000,
    },
  ],
};

const plain = (inputTokens: number, outputTokens: number): Usage => ({
  inputTokens,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens,
});

describe('prices', () => {
  test('the worst case is never below the charge of any usage that the request can have', () => {
    const calls = fc
      .tuple(fc.nat(500_000), fc.nat(32_000))
      .chain(([bytes, maxOutput]) => fc.tuple(fc.constant({ bytes, maxOutput }), usageWithin(bytes, maxOutput)));
    fc.assert(
      fc.property(price, calls, (any, [{ bytes, maxOutput }, usage]) => {
        expect(worstCaseMicroUsd(any, bytes, maxOutput)).toBeGreaterThanOrEqual(chargeMicroUsd(any, usage));
      }),
      { numRuns: 1_000 },
    );
  });

  test('a charge is a whole number that no further token makes smaller, where long calls are not cheaper', () => {
    const rising = rates.map((base): Price => {
      const [second, third] = [2, 3].map((factor) => ({
        inputMicroUsdPerMTok: base.inputMicroUsdPerMTok * factor,
        cachedInputMicroUsdPerMTok: base.cachedInputMicroUsdPerMTok * factor,
        cacheWriteMicroUsdPerMTok: base.cacheWriteMicroUsdPerMTok * factor,
        outputMicroUsdPerMTok: base.outputMicroUsdPerMTok * factor,
      }));
      return {
        ...base,
        tiers: [
          { aboveInputTokens: 100_000, ...second! },
          { aboveInputTokens: 300_000, ...third! },
        ],
      };
    });
    const more = fc.constantFrom('inputTokens', 'cachedInputTokens', 'cacheWriteTokens', 'outputTokens');
    fc.assert(
      fc.property(rising, usageWithin(500_000, 50_000), more, fc.nat(200_000), (any, usage, kind, tokens) => {
        const isInput = kind !== 'outputTokens' && kind !== 'inputTokens';
        const larger = {
          ...usage,
          [kind]: usage[kind] + tokens,
          // Cached and written tokens are parts of the input.
          ...(isInput ? { inputTokens: usage.inputTokens + tokens } : {}),
        };
        const charge = chargeMicroUsd(any, usage);
        expect(Number.isSafeInteger(charge)).toBe(true);
        expect(chargeMicroUsd(any, larger)).toBeGreaterThanOrEqual(charge);
      }),
    );
  });

  test('cached and cache-write tokens are priced as such, the rest as plain input', () => {
    const usage = { inputTokens: 10_000, cachedInputTokens: 6_000, cacheWriteTokens: 1_000, outputTokens: 500 };
    expect(chargeMicroUsd(TIERED, usage)).toBe(9_000 + 1_800 + 3_750 + 7_500);
  });

  test('a call at the threshold has the base rates, one token above it all its tokens have those of the tier', () => {
    expect(chargeMicroUsd(TIERED, plain(200_000, 1_000))).toBe(600_000 + 15_000);
    expect(chargeMicroUsd(TIERED, plain(200_001, 1_000))).toBe(1_200_006 + 22_500);
  });

  test('of several tiers the highest that the call is above holds', () => {
    const [first] = TIERED.tiers ?? [];
    const second = { ...first!, aboveInputTokens: 500_000, inputMicroUsdPerMTok: 9_000_000 };
    const several = { ...TIERED, tiers: [first!, second] };
    expect(chargeMicroUsd(several, plain(500_000, 0))).toBe(3_000_000);
    expect(chargeMicroUsd(several, plain(600_000, 0))).toBe(5_400_000);
  });

  test('cached tokens count towards the threshold', () => {
    const usage = { inputTokens: 210_000, cachedInputTokens: 200_000, cacheWriteTokens: 0, outputTokens: 0 };
    expect(chargeMicroUsd(TIERED, usage)).toBe(60_000 + 120_000);
  });

  test('a request that is too short for a tier does not reserve its rates', () => {
    const { tiers: _, ...base } = TIERED;
    expect(worstCaseMicroUsd(TIERED, 100_000, 8_000)).toBe(worstCaseMicroUsd(base, 100_000, 8_000));
    expect(worstCaseMicroUsd(TIERED, 300_000, 8_000)).toBeGreaterThan(worstCaseMicroUsd(base, 300_000, 8_000));
  });
});
