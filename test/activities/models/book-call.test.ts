import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Answer } from '../../../activities/models/answer.js';
import { bookCall, worstCaseOf } from '../../../activities/models/book-call.js';
import { prepareRequest } from '../../../activities/models/model-request.js';
import type { Generator } from '../../../core/generator.js';
import { chargeMicroUsd, REQUEST_OVERHEAD_TOKENS, type Usage } from '../../../core/price.js';
import { GENERATOR } from './model-room.js';

const text = 'word '.repeat(2_000);
const request = prepareRequest(GENERATOR, {
  messages: [{ role: 'user', content: text }],
  tools: [],
  answerSchema: null,
});
const worst = worstCaseOf(GENERATOR, request);

function answer(usage: Usage | null): Answer {
  return { parts: [{ type: 'text', text: 'done' }], finish: 'stop', usage, unreadable: null };
}

const usage = (inputTokens: number, outputTokens: number): Usage => ({
  inputTokens,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens,
});

describe('what is booked', () => {
  test('is never above the worst case for any usage that a request and its limits allow, at any price', () => {
    const rate = fc.integer({ min: 0, max: 100_000_000 });
    const price = fc.record({
      inputMicroUsdPerMTok: rate,
      cachedInputMicroUsdPerMTok: rate,
      cacheWriteMicroUsdPerMTok: rate,
      outputMicroUsdPerMTok: rate,
    });
    const usages = fc
      .tuple(
        fc.integer({ min: 0, max: request.bytes + REQUEST_OVERHEAD_TOKENS }),
        fc.integer({ min: 0, max: GENERATOR.settings.maxOutputTokens }),
        fc.float({ min: 0, max: 1, noNaN: true }),
        fc.float({ min: 0, max: 1, noNaN: true }),
      )
      .map(([inputTokens, outputTokens, cached, written]) => {
        const cachedInputTokens = Math.floor(inputTokens * cached);
        const cacheWriteTokens = Math.floor((inputTokens - cachedInputTokens) * written);
        return { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens };
      });
    fc.assert(
      fc.property(price, usages, (dear, used) => {
        const generator: Generator = { ...GENERATOR, price: dear };
        const booked = bookCall(generator, request, answer(used), null).chargedMicroUsd;
        expect(booked).toBeGreaterThanOrEqual(chargeMicroUsd(dear, used));
        expect(booked).toBeLessThanOrEqual(worstCaseOf(generator, request));
      }),
    );
  });

  test("is the provider's figure when it is believed", () => {
    const used = usage(2_500, 3);
    expect(bookCall(GENERATOR, request, answer(used), null)).toEqual({
      usage: used,
      chargedMicroUsd: 2_515,
      doubt: null,
    });
  });

  test.each([
    ['doubted', usage(2_500, 3), 'too few'],
    ['missing', null, 'none came'],
    ['missing because the answer is broken', null, null],
  ])('is the worst case when the figures are %s', (_, used, doubt) => {
    expect(bookCall(GENERATOR, request, answer(used), doubt)).toMatchObject({ chargedMicroUsd: worst, doubt });
  });

  test.each([null, 'too few'])(
    'is the figure itself when the provider claims more than our worst case (%p)',
    (doubt) => {
      const used = usage(1_000_000, 1_000);
      const booked = bookCall(GENERATOR, request, answer(used), doubt);
      expect(booked).toEqual({ usage: used, chargedMicroUsd: chargeMicroUsd(GENERATOR.price, used), doubt });
    },
  );
});

describe('the hash of a request', () => {
  const message = fc.record({ role: fc.constant('user' as const), content: fc.string({ unit: 'binary' }) });

  test('is the same whenever the same is asked, also after a way through the ledger', () => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1 }), (messages) => {
        const again = structuredClone(messages).map((one) => JSON.parse(JSON.stringify(one)));
        const hash = prepareRequest(GENERATOR, { messages, tools: [], answerSchema: null }).hash;
        expect(prepareRequest(GENERATOR, { messages: again, tools: [], answerSchema: null }).hash).toBe(hash);
      }),
    );
  });

  test.each<[string, Generator]>([
    ['the model', { ...GENERATOR, model: 'model-2' }],
    ['the provider', { ...GENERATOR, provider: 'other' }],
    ['the output limit', { ...GENERATOR, settings: { maxOutputTokens: 999 } }],
    ['the reasoning effort', { ...GENERATOR, settings: { ...GENERATOR.settings, reasoningEffort: 'high' } }],
    ['the temperature', { ...GENERATOR, settings: { ...GENERATOR.settings, temperature: 0 } }],
  ])('changes with %s', (_, generator) => {
    const asked = { messages: [{ role: 'user' as const, content: text }], tools: [], answerSchema: null };
    expect(prepareRequest(generator, asked).hash).not.toBe(request.hash);
  });

  test('does not change with the price', () => {
    const dearer = { ...GENERATOR, price: { ...GENERATOR.price, outputMicroUsdPerMTok: 1 } };
    const asked = { messages: [{ role: 'user' as const, content: text }], tools: [], answerSchema: null };
    expect(prepareRequest(dearer, asked).hash).toBe(request.hash);
  });
});
