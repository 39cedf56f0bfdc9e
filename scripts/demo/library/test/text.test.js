import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pluralize, truncate } from '../src/index.js';

describe('truncate', () => {
  test('leaves a text alone that fits', () => {
    assert.equal(truncate('short', 5), 'short');
  });

  test('cuts a longer one and says so', () => {
    assert.equal(truncate('rather long', 7), 'rather…');
  });

  test('leaves no space before the mark', () => {
    assert.equal(truncate('one two', 5), 'one…');
  });

  test('refuses a width that cannot hold anything', () => {
    assert.throws(() => truncate('text', 0), RangeError);
    assert.throws(() => truncate('text', 2.5), RangeError);
  });
});

describe('pluralize', () => {
  test('knows one from many', () => {
    assert.equal(pluralize(1, 'file'), '1 file');
    assert.equal(pluralize(0, 'file'), '0 files');
  });

  test('takes a plural of its own', () => {
    assert.equal(pluralize(3, 'entry', 'entries'), '3 entries');
  });
});
