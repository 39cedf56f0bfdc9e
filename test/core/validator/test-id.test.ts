import { describe, expect, it } from '@jest/globals';
import { fileOfTest, numberDuplicates, testId } from '../../../core/validator/test-id.js';

describe('the id of a test', () => {
  it('is the file in the tree, the groups and the name', () => {
    expect(testId('/w/test/a.js', 'outer', '', ' works ')).toBe('test/a.js > outer > works');
    expect(testId('file:///w/a.mjs', 'works')).toBe('a.mjs > works');
    expect(fileOfTest('test/a.js > outer > works')).toBe('test/a.js');
  });

  it.each([
    ['test_a[<Thing object at 0x7ffb68c9d7d0>]', 'test_a[<Thing object at 0x7f00deadbe10>]'],
    ['[1] com.example.Range@1b2c3d4e', '[1] com.example.Range@7a5e1f09'],
    ['reads /tmp/tmpab12cd/x.json', 'reads /tmp/tmpzz98yx/x.json'],
  ])('is the same in every run: %s', (before, after) => {
    expect(testId('a.py', before)).toBe(testId('a.py', after));
  });

  it.each([
    ['masks 0x00000001', 'masks 0x00000002'],
    ['mails ann@example.com', 'mails bob@example.com'],
    ['waits (5 ms)', 'waits (10 ms)'],
    ['lists src/tmp/a', 'lists src/tmp/b'],
  ])('keeps apart what authors wrote: %s', (one, other) => {
    expect(testId('a.js', one)).not.toBe(testId('a.js', other));
  });

  it('is told apart by its order where several are the same', () => {
    const ids = numberDuplicates([{ id: 'a' }, { id: 'b' }, { id: 'a' }, { id: 'a' }]).map(({ id }) => id);
    expect(ids).toEqual(['a', 'b', 'a (2)', 'a (3)']);
  });
});
