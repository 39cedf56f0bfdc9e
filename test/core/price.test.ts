import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chargeMicroUsd, type Price, worstCaseMicroUsd } from '../../core/price.js';

const rate = fc.integer({ min: 0, max: 80_000_000 });
const price: fc.Arbitrary<Price> = fc.record({
  inputMicroUsdPerMTok: rate,
  cachedInputMicroUsdPerMTok: rate,
  cacheWriteMicroUsdPerMTok: rate,
  outputMicroUsdPerMTok: rate,
});

describe('prices', () => {
  test('the worst case is never below the charge of any usage that the request can have', () => {
    const shares = fc.tuple(fc.nat(100), fc.nat(100), fc.nat(100), fc.nat(100));
    fc.assert(
      fc.property(price, fc.nat(400_000), fc.nat(32_000), shares, (rates, bytes, maxOutput, [a, b, c, d]) => {
        const inputTokens = Math.floor((bytes * a) / 100);
        const cachedInputTokens = Math.floor((inputTokens * b) / 100);
        const cacheWriteTokens = Math.floor(((inputTokens - cachedInputTokens) * c) / 100);
        const outputTokens = Math.floor((maxOutput * d) / 100);
        const usage = { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens };
        expect(worstCaseMicroUsd(rates, bytes, maxOutput)).toBeGreaterThanOrEqual(chargeMicroUsd(rates, usage));
      }),
    );
  });

  test('cached and cache-write tokens are priced as such, the rest as plain input', () => {
    const rates: Price = {
      inputMicroUsdPerMTok: 3_000_000,
      cachedInputMicroUsdPerMTok: 300_000,
      cacheWriteMicroUsdPerMTok: 3_750_000,
      outputMicroUsdPerMTok: 15_000_000,
    };
    const usage = { inputTokens: 10_000, cachedInputTokens: 6_000, cacheWriteTokens: 1_000, outputTokens: 500 };
    expect(chargeMicroUsd(rates, usage)).toBe(9_000 + 1_800 + 3_750 + 7_500);
  });
});
