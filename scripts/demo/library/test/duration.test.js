import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatDuration, parseDuration } from '../src/index.js';

describe('formatDuration', () => {
  test('shows days, hours, minutes and seconds', () => {
    assert.equal(formatDuration(93_784_000), '1d 2h 3m 4s');
  });

  test('leaves out units that are zero', () => {
    assert.equal(formatDuration(86_460_000), '1d 1m');
  });

  test('drops what is less than a second', () => {
    assert.equal(formatDuration(1_999), '1s');
  });

  test('shows nothing at all as 0s', () => {
    assert.equal(formatDuration(0), '0s');
    assert.equal(formatDuration(-999), '0s');
  });

  test('keeps the sign', () => {
    assert.equal(formatDuration(-90_000), '-1m 30s');
  });

  test('refuses what is not a finite number', () => {
    assert.throws(() => formatDuration(Number.NaN), TypeError);
    assert.throws(() => formatDuration('60'), TypeError);
  });
});

describe('parseDuration', () => {
  test('reads what formatDuration writes', () => {
    for (const ms of [1_000, 60_000, 5_400_000, 93_784_000]) {
      assert.equal(parseDuration(formatDuration(ms)), ms);
    }
  });

  test('does not mind more spaces', () => {
    assert.equal(parseDuration('  1h   30m '), 5_400_000);
  });

  test('names the word that it cannot read', () => {
    assert.throws(() => parseDuration('1h soon'), { name: 'SyntaxError', message: 'not a duration: "soon"' });
  });
});
