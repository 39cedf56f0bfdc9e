import { expect, test } from '@jest/globals';
import { parseDuration } from '../../core/duration.js';

test.each([
  ['2h', 7_200_000],
  ['30m', 1_800_000],
  ['90s', 90_000],
  ['1h30m', 5_400_000],
  [' 1H 5S ', 3_605_000],
  ['14d', 1_209_600_000],
  ['1d12h', 129_600_000],
])('%j is a duration', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', '0s', '5', 'm', '-1h', '1.5h', '1w', '30m2h', '2h1d'])('%j is none', (text) => {
  expect(parseDuration(text)).toBeNull();
});
