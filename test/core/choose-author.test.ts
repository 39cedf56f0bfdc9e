import { describe, expect, test } from '@jest/globals';
import { chooseAuthor } from '../../core/choose-author.js';
import type { Generator } from '../../core/generator.js';

function generator(name: string, rate: number): Generator {
  const [family = '', model = ''] = name.split('/');
  const price = {
    inputMicroUsdPerMTok: rate,
    cachedInputMicroUsdPerMTok: rate,
    cacheWriteMicroUsdPerMTok: rate,
    outputMicroUsdPerMTok: rate,
  };
  return { name, family, provider: family, model, price, scripted: true, settings: { maxOutputTokens: 8_000 } };
}

describe('the author of tests', () => {
  test.each<[string, Generator[], string | undefined]>([
    [
      'is of another family than the first builder, whatever stands between',
      [generator('a/1', 1), generator('a/2', 2), generator('b/3', 3), generator('c/4', 4)],
      'b/3',
    ],
    [
      'is one step dearer where there is one family',
      [generator('a/9', 9), generator('a/1', 1), generator('a/2', 2)],
      'a/2',
    ],
    [
      'is another model where the same one stands there twice',
      [generator('a/1', 1), { ...generator('a/1', 1), name: 'careful' }, generator('a/2', 2)],
      'a/2',
    ],
    ['is the builder itself where there is nobody else', [generator('a/1', 1)], 'a/1'],
    ['is nobody in an empty portfolio', [], undefined],
  ])('%s', (_what, portfolio, name) => {
    expect(chooseAuthor(portfolio)?.name).toBe(name);
  });
});
