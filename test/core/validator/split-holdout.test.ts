import { describe, expect, test } from '@jest/globals';
import { splitHoldout, type TestFile } from '../../../core/validator/split-holdout.js';

function file(path: string, tests: number, text = ''): TestFile {
  return { path, tests, text };
}

const THREE = [file('test/a.test.js', 3), file('test/b.test.js', 2), file('test/c.test.js', 5)];

describe('of written tests', () => {
  test.each<[string, TestFile[], number, string[]]>([
    ['none is held out where nobody asks for it', THREE, 0, []],
    ['none is held out of fewer than four', [file('test/a.test.js', 1), file('test/b.test.js', 2)], 0.5, []],
    ['none is held out of one file', [file('test/a.test.js', 9)], 0.5, []],
    ['the smallest file is held out where the share is less than any file', THREE, 0.01, ['test/b.test.js']],
    ['as many are held out as the share covers', THREE, 0.5, ['test/b.test.js', 'test/a.test.js']],
    ['never more than half are', THREE, 0.9, ['test/b.test.js', 'test/a.test.js']],
    [
      'no file is held out that another one names',
      [file('test/a.test.js', 3, "import './b.test.js';"), file('test/b.test.js', 2), file('test/c.test.js', 5)],
      0.3,
      ['test/a.test.js'],
    ],
    ['no helper is', [...THREE, file('test/helper.js', 0)], 0.2, ['test/b.test.js']],
  ])('%s', (_what, files, share, held) => {
    expect(splitHoldout(files, share)).toEqual(held);
  });
});
