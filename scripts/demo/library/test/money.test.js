import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatMoney } from '../src/index.js';

describe('formatMoney', () => {
  test('is in dollars unless told otherwise', () => {
    assert.equal(formatMoney(1_050), '$10.50');
  });

  test('separates thousands', () => {
    assert.equal(formatMoney(123_456_789, 'EUR'), '€1,234,567.89');
  });

  test('fills up small amounts', () => {
    assert.equal(formatMoney(5, 'GBP'), '£0.05');
    assert.equal(formatMoney(0), '$0.00');
  });

  test('shows no cents where there are none', () => {
    assert.equal(formatMoney(12_000, 'JPY'), '¥12,000');
  });

  test('puts the sign in front of the symbol', () => {
    assert.equal(formatMoney(-250), '-$2.50');
  });

  test('refuses fractions and unknown currencies', () => {
    assert.throws(() => formatMoney(0.5), TypeError);
    assert.throws(() => formatMoney(1, 'XXX'), { name: 'RangeError', message: 'unknown currency: XXX' });
  });
});
