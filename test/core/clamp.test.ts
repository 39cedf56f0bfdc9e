import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clampMiddle, utf8Bytes } from '../../core/clamp.js';

describe('clamping a text in the middle', () => {
  test('leaves a text alone that fits', () => {
    expect(clampMiddle('äöü', 6)).toBe('äöü');
  });

  test('keeps head and tail and says how many bytes are between', () => {
    const text = `begin${'x'.repeat(1_000)}end`;
    const clamped = clampMiddle(text, 100);
    const [, leftOut] = /^beginx+\n\[\.\.\. (\d+) bytes left out \.\.\.\]\nx+end$/.exec(clamped) ?? [];
    const shown = clamped.replace(/\n.*\n/, '').length;
    expect(Number(leftOut)).toBe(text.length - shown);
  });

  test('never exceeds the limit and never splits a code point', () => {
    const anyText = fc.string({ unit: 'grapheme', minLength: 0, maxLength: 400 });
    fc.assert(
      fc.property(anyText, fc.nat({ max: 300 }), (text, bytesMax) => {
        const clamped = clampMiddle(text, bytesMax);
        expect(utf8Bytes(clamped)).toBeLessThanOrEqual(Math.max(bytesMax, 0));
        expect(clamped).not.toContain('\uFFFD');
      }),
    );
  });
});
