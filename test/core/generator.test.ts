import { expect, test } from '@jest/globals';
import { cheapestFirst, type Generator, type ReasoningEffort } from '../../core/generator.js';

function generator(name: string, rate: number, reasoningEffort?: ReasoningEffort): Generator {
  const price = {
    inputMicroUsdPerMTok: rate,
    cachedInputMicroUsdPerMTok: rate,
    cacheWriteMicroUsdPerMTok: rate,
    outputMicroUsdPerMTok: rate,
  };
  const settings = { maxOutputTokens: 8_000, ...(reasoningEffort ? { reasoningEffort } : {}) };
  return { name, family: 'a', provider: 'a', model: 'm', price, scripted: true, settings };
}

test('cheap generators come before dear ones, and of one price those that think less', () => {
  const portfolio = [
    generator('careful', 2, 'high'),
    generator('usual', 2),
    generator('dear', 3, 'none'),
    generator('quick', 2, 'low'),
    generator('cheap', 1, 'high'),
    generator('same', 2),
  ];
  const order = cheapestFirst(portfolio).map(({ name }) => name);
  expect(order).toEqual(['cheap', 'quick', 'same', 'usual', 'careful', 'dear']);
});
