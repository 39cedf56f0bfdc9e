import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatUsd, parseUsd, typedUsd } from '../../core/money.js';

describe('formatUsd', () => {
  test.each([
    [0, '$0.00'],
    [1, '<$0.0001'],
    [99, '<$0.0001'],
    [100, '$0.0001'],
    [12_345, '$0.0123'],
    [250_000, '$0.25'],
    [1_230_000, '$1.23'],
    [1_234_500, '$1.2345'],
    [5_000_000, '$5.00'],
    [-1_500_000, '-$1.50'],
  ])('shows %d micro-dollars as %s', (microUsd, shown) => {
    expect(formatUsd(microUsd)).toBe(shown);
  });
});

describe('parseUsd', () => {
  test.each([
    ['5', 5_000_000],
    ['$5.00', 5_000_000],
    ['0.50', 500_000],
    ['.25', 250_000],
    [' 1.000001 ', 1_000_001],
    ['$1000000', 1_000_000_000_000],
  ])('reads %j', (text, microUsd) => {
    expect(parseUsd(text)).toEqual({ ok: true, microUsd });
  });

  test.each([
    ['', 'is not an amount of dollars'],
    ['$', 'is not an amount of dollars'],
    ['.', 'is not an amount of dollars'],
    ['-1', 'is not an amount of dollars'],
    ['five', 'is not an amount of dollars'],
    ['NaN', 'is not an amount of dollars'],
    ['Infinity', 'is not an amount of dollars'],
    ['1e3', 'is not an amount of dollars'],
    ['5,00', 'is not an amount of dollars'],
    ['0', 'is nothing to spend'],
    ['$0.00', 'is nothing to spend'],
    ['0.0000001', 'has more than 6 decimals'],
    ['1000001', 'is more than $1000000'],
    ['99999999999999999999', 'is not an amount of dollars'],
  ])('refuses %j with what is wrong', (text, problem) => {
    const parsed = parseUsd(text);
    expect(parsed).toMatchObject({ ok: false });
    expect(parsed.ok ? '' : parsed.problem).toContain(problem);
  });

  test('reads back every amount to the last micro-dollar', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000_000_000 }), (microUsd) => {
        expect(parseUsd(typedUsd(microUsd))).toEqual({ ok: true, microUsd });
      }),
    );
  });
});
