import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rankFiles, type Wanted } from '../../../activities/models/rank-files.js';

const files = (...paths: string[]) => paths.map((path) => ({ path, bytes: 100 }));
const order = (paths: string[], wanted: Partial<Wanted>) =>
  rankFiles(files(...paths), { paths: [], text: '', ...wanted }).map((file) => file.path);

describe('the ranking of files', () => {
  test('puts what the plan expects first, then paths and names in the text, then shared words', () => {
    const paths = ['src/other.js', 'src/token-bucket.js', 'lib/limits.js', 'src/named.js', 'src/expected.js'];
    const text = 'In `src/named.js` (see limits.js) the buckets of tokens overflow.';
    expect(order(paths, { paths: ['./src/expected.js'], text })).toEqual([
      'src/expected.js',
      'src/named.js',
      'lib/limits.js',
      'src/token-bucket.js',
      'src/other.js',
    ]);
  });

  test('finds words across spellings: camel case, underscores, plurals', () => {
    expect(order(['src/zebra.py', 'src/month_ends.py'], { text: 'monthEnd is wrong' })[0]).toBe('src/month_ends.py');
  });

  test('gives less to a word that many paths share', () => {
    const many = ['src/cache/a.js', 'src/cache/b.js', 'src/cache/c.js', 'src/eviction.js'];
    expect(order(many, { text: 'cache eviction' })[0]).toBe('src/eviction.js');
  });

  test('does not take the end of a name for the name', () => {
    const [first] = rankFiles(files('index.js'), { paths: [], text: 'see my-index.js' });
    expect(first!.score).toBeLessThan(200);
  });

  test.each([
    'package-lock.json',
    'a/node_modules/b.js',
    'logo.png',
    'x/__snapshots__/y.snap',
    'pnpm-lock.yaml',
    'app.min.js',
  ])('leaves %s out', (path) => expect(order([path, 'src/a.js'], { text: path })).toEqual(['src/a.js']));

  test('is the same in whatever order the files come', () => {
    const paths = ['a.js', 'src/b.js', 'src/c.js', 'test/b.test.js', 'docs/b.md'];
    fc.assert(
      fc.property(fc.shuffledSubarray(paths, { minLength: paths.length }), (shuffled) => {
        expect(order(shuffled, { text: 'b and c' })).toEqual(order(paths, { text: 'b and c' }));
      }),
    );
  });
});
