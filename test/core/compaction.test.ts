import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compactionDue, OUTPUT_BYTES_KEPT, stepBytes } from '../../core/compaction.js';
import type { Price } from '../../core/price.js';

function priced(cached: number): Price {
  return {
    inputMicroUsdPerMTok: 1_000_000,
    cachedInputMicroUsdPerMTok: cached,
    cacheWriteMicroUsdPerMTok: 1_250_000,
    outputMicroUsdPerMTok: 5_000_000,
  };
}

/** Input tokens' price of a try of `turns` turns that grows by `growth` bytes a turn, with steps of `step` bytes. */
function costOfSteps(price: Price, growth: number, step: number, turns: number): number {
  const { cachedInputMicroUsdPerMTok: cached, cacheWriteMicroUsdPerMTok: fresh } = price;
  let cost = 0;
  let bytes = OUTPUT_BYTES_KEPT;
  for (let turn = 0; turn < turns; turn += 1) {
    cost += bytes * cached + growth * fresh;
    bytes += growth;
    if (bytes - OUTPUT_BYTES_KEPT <= step) continue;
    bytes = OUTPUT_BYTES_KEPT;
    cost += bytes * (fresh - cached);
  }
  return cost;
}

test('the step is the one that costs least over a long try', () => {
  fc.assert(
    fc.property(fc.integer({ min: 800, max: 4_000 }), fc.integer({ min: 100_000, max: 200_000 }), (growth, cached) => {
      const price = priced(cached);
      const best = stepBytes(price, { bytes: growth * 10, bytesThen: 0, turns: 10 });
      const cost = (step: number) => costOfSteps(price, growth, step, 2_000);
      // Steps are whole turns, so near the best one another may be a little better.
      for (const factor of [0.3, 0.5, 2, 3]) expect(cost(best)).toBeLessThan(cost(best * factor) * 1.1);
    }),
  );
});

test('a conversation never grows beyond a bound, whatever caching costs and however it grows', () => {
  const grows = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 60 });
  fc.assert(
    fc.property(grows, fc.integer({ min: 0, max: 1_250_000 }), (steps, cached) => {
      let bytes = 5_000;
      let then = { bytes, turn: 0 };
      steps.forEach((step, turn) => {
        bytes += step;
        if (!compactionDue(priced(cached), { bytes, bytesThen: then.bytes, turns: turn + 1 - then.turn })) return;
        bytes = then.bytes;
        then = { bytes, turn: turn + 1 };
      });
      expect(bytes).toBeLessThanOrEqual(5_000 + OUTPUT_BYTES_KEPT + 96_000 + 20_000);
    }),
  );
});

test('what no cache makes cheaper is dropped early, what is cached for nothing late', () => {
  const growth = { bytes: 60_000, bytesThen: 0, turns: 20 };
  expect(compactionDue(priced(1_250_000), { ...growth, bytes: 25_000 })).toBe(true);
  expect(compactionDue(priced(0), growth)).toBe(false);
});
