import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { utf8Bytes } from '../../../core/clamp.js';
import { logExcerpt } from '../../../core/pull-request/log-excerpt.js';

const TIME = '2026-11-29T22:00:00.1234567Z ';
const log = (...lines: string[]) => `\ufeff${lines.map((line) => `${TIME}${line}`).join('\r\n')}`;

describe('an excerpt of a log', () => {
  it('shows what a step said before it failed, without times, colours and what came after', () => {
    const text = log(
      '##[group]Run npm test',
      '##[command]npm test',
      '##[endgroup]',
      '\u001b[31mnot ok 3 - adds\u001b[0m',
      '  expected 3, got 4',
      '##[error]Process completed with exit code 1.',
      'Post job cleanup.',
      '##[error]Node.js 16 actions are deprecated.',
    );
    expect(logExcerpt(text, 5_000)).toBe(
      '$ npm test\nnot ok 3 - adds\n  expected 3, got 4\nProcess completed with exit code 1.\nNode.js 16 actions are deprecated.',
    );
  });

  it('leaves out what stands far above the first error', () => {
    const text = log(...Array.from({ length: 1_000 }, (_none, index) => `line ${index}`), '##[error]it broke');
    expect(logExcerpt(text, 50_000)).toMatch(/^line 850\n[\s\S]*line 999\nit broke$/);
  });

  it('shows the end where no error is marked', () => {
    const text = log(...Array.from({ length: 1_000 }, (_none, index) => `line ${index}`));
    expect(logExcerpt(text, 50_000)).toMatch(/^line 800\n[\s\S]*line 999$/);
  });

  it('is never longer than it may be, whatever is in the log', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.constant('##[error]x'))),
        (lines) => {
          expect(utf8Bytes(logExcerpt(log(...lines), 500))).toBeLessThanOrEqual(500);
        },
      ),
    );
  });
});
