import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { countTokens as countCl100k } from 'gpt-tokenizer/encoding/cl100k_base';
import { countTokens as countO200k } from 'gpt-tokenizer/encoding/o200k_base';
import { leastTokens } from '../../../activities/models/own-count.js';

/** Names of special tokens are plain text here, as they are at a provider. */
const PLAIN = { disallowedSpecial: new Set<string>() };
const counts = (text: string) => [countO200k(text, PLAIN), countCl100k(text, PLAIN)];
/** What a simulated provider counts for a text that stands in its request. */
const simulated = (text: string) => Math.ceil(text.length / 4);

const PROSE = `A request's bytes bound its tokens. The cap must hold whatever the text is. No tokenizer in use makes more
tokens than there are bytes; every smaller factor is a guess that some text breaks. It's given back as soon as the call
settles, and the answer's allowance is usually the larger part of it.\n`;
const CODE = `export function costOf(rows: readonly CallRow[]): CallCost {
  let chargedMicroUsd = 0;
  for (const row of rows) {
    if (row.state === 'started') chargedMicroUsd += row.worstMicroUsd;
    if (row.usage) usage = addUsage(usage, row.usage);
  }
  return { chargedMicroUsd, usage, replayed: false };
}\n`;
const CHINESE =
  '夜班工厂把说明书交给模型，模型写出代码，测试决定结果是否可用。价格以百万词元计算，账本记录每一次调用。';
const JAPANESE = '夜の間に仕様書がテスト済みのブランチになります。費用は一回ごとに帳簿へ記録されます。';
const BASE64 = Buffer.from(Array.from({ length: 3_000 }, (_, index) => (index * 7919 + 13) % 256)).toString('base64');

describe('our own count', () => {
  test.each(['binary', 'grapheme', 'binary-ascii', 'grapheme-composite'] as const)(
    'is never above what tokenizers make of any text of kind %s',
    (unit) => {
      fc.assert(
        fc.property(fc.array(fc.string({ unit }), { maxLength: 5 }), (texts) => {
          const [o200k = 0, cl100k = 0] = counts(texts.join('\n'));
          expect(leastTokens([texts.join('\n')])).toBeLessThanOrEqual(Math.min(o200k, cl100k));
        }),
      );
    },
  );

  test('is never above what tokenizers make of words, signs, numbers and blanks in any order', () => {
    const pieces = fc.constantFrom(
      ...[' ', '\n', '\t', '    ', '\r\n', 'foo', 'Bar', 'camelCase', 'SCREAMING', "don't", "'s", '1', '2026', '3.14'],
      ...['(', ')', '=>', '==', '"', ';', '—', '------', 'é', 'ß', '\u0301', '中文', '日本', '🙂', '<|endoftext|>'],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 80 }), (chosen) => {
        const text = chosen.join('');
        expect(leastTokens([text])).toBeLessThanOrEqual(Math.min(...counts(text)));
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['prose', PROSE],
    ['code', CODE],
    ['Chinese', CHINESE.repeat(20)],
    ['Japanese', JAPANESE.repeat(20)],
    ['base64', BASE64],
    ['blanks', ' '.repeat(5_000)],
    ['lines of signs', `${'-'.repeat(120)}\n${'='.repeat(120)}\n`.repeat(30)],
    ['indented lines', `${' '.repeat(40)}return null;\n`.repeat(50)],
    ['numbers', '0123456789 '.repeat(500)],
  ])('believes honest figures of %s, by a tokenizer or by characters', (_, text) => {
    expect(leastTokens([text])).toBeLessThanOrEqual(Math.min(...counts(text), simulated(text)));
  });

  test.each([
    ['prose', PROSE],
    ['code', CODE],
  ])('is above half of what a tokenizer makes of %s, also of one that makes a third more tokens', (_, text) => {
    for (const honest of counts(text)) expect(leastTokens([text])).toBeGreaterThan((honest * 4) / 3 / 2);
  });

  test.each([
    ['prose', PROSE],
    ['code', CODE],
    ['Chinese', CHINESE.repeat(20)],
    ['base64', BASE64],
  ])('is above half of what a simulated provider counts for %s', (_, text) => {
    expect(leastTokens([text])).toBeGreaterThan(simulated(text) / 2);
  });
});
