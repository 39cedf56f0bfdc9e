import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type KnownRepository, rankRepository } from '../../../../activities/models/repository-map/rank-repository.js';
import { taskWords } from '../../../../activities/models/repository-map/task-words.js';

const DAY_S = 24 * 3600;

interface Told {
  /** Matches by path, or none. */
  files: Record<string, Record<string, number>>;
  text?: string;
  paths?: string[];
  commits?: KnownRepository['commits'];
  imports?: Record<string, string[]>;
  defines?: Record<string, string[]>;
}

function known({ files, text = '', paths = [], commits = [], imports = {}, defines = {} }: Told): KnownRepository {
  const outlined = [...new Set([...Object.keys(imports), ...Object.keys(defines)])];
  return {
    files: Object.keys(files).map((path) => ({ path, bytes: 1_000 })),
    wanted: { paths, text },
    task: taskWords(text),
    matches: new Map(Object.entries(files).map(([path, found]) => [path, new Map(Object.entries(found))])),
    commits,
    outlines: new Map(
      outlined.map((path) => [
        path,
        {
          imports: imports[path] ?? [],
          definitions: (defines[path] ?? []).map((name) => ({ name, line: 1, endLine: 2, signature: name })),
        },
      ]),
    ),
  };
}

const order = (told: Told) => rankRepository(known(told)).map(({ path }) => path);

describe('the rank of files', () => {
  test('follows what they hold: a rare word of the task more than one that all share', () => {
    const files = { 'a.js': { value: 9 }, 'b.js': { value: 9 }, 'c.js': { value: 9, jitter: 1 }, 'd.js': { value: 9 } };
    expect(order({ files, text: 'The jitter of the value' })[0]).toBe('c.js');
  });

  test('puts a name that only code has above a word, and where it is defined above where it is used', () => {
    const files = { 'uses.js': { parseDuration: 3 }, 'says.js': { duration: 3 }, 'makes.js': { parseDuration: 3 } };
    const defines = { 'makes.js': ['parseDuration'], 'uses.js': ['main'] };
    expect(order({ files, defines, text: '`parseDuration` is wrong' })).toEqual(['makes.js', 'uses.js', 'says.js']);
  });

  test('finds where a quoted message is made', () => {
    const text = 'It fails with "no such window here".';
    expect(order({ files: { 'a.js': { window: 5 }, 'z.js': { 'no such window here': 1 } }, text })[0]).toBe('z.js');
  });

  test('puts sources above prose and change logs that say the same', () => {
    const said = { retry: 4 };
    const files = { 'CHANGELOG.md': said, 'docs/guide.md': said, 'lib/z.js': said };
    expect(order({ files, text: 'retry' })).toEqual(['lib/z.js', 'docs/guide.md', 'CHANGELOG.md']);
  });

  test('lends to what a file imports, to what imports it and to its tests, and nothing to the others', () => {
    const files = { 'a.js': {}, 'b.js': { jitter: 5 }, 'c.js': {}, 'd.js': {}, 'test/b.test.js': {} };
    const ranked = rankRepository(
      known({ files, imports: { 'b.js': ['./c.js'], 'd.js': ['./b.js'] }, text: 'jitter' }),
    );
    const scores = Object.fromEntries(ranked.map(({ path, score }) => [path, score]));
    expect(ranked[0]?.path).toBe('b.js');
    expect(ranked.at(-1)).toEqual({ path: 'a.js', bytes: 1_000, score: 0 });
    for (const path of ['c.js', 'd.js', 'test/b.test.js']) expect(scores[path]).toBeGreaterThan(0);
  });

  test('does not lift what everything imports above what the task speaks of', () => {
    const many = Array.from({ length: 40 }, (_, at) => `part${at}.js`);
    const files = Object.fromEntries([...many.map((path) => [path, { jitter: 1 }]), ['types.js', {}]]);
    const imports = Object.fromEntries(many.map((path) => [path, ['./types.js']]));
    expect(
      order({ files: { ...files, 'main.js': { jitter: 9, backoff: 9 } }, imports, text: 'jitter backoff' })[0],
    ).toBe('main.js');
  });

  test('prefers of equals what was changed of late, counted from the base and not from now', () => {
    const files = { 'a.js': { jitter: 1 }, 'b.js': { jitter: 1 } };
    const at = (base: number) => [
      { at: base, subject: 'x', paths: ['b.js'] },
      { at: base - 700 * DAY_S, subject: 'y', paths: ['a.js'] },
    ];
    const ranks = [0, 1_000 * DAY_S, 90_000 * DAY_S].map((base) =>
      rankRepository(known({ files, text: 'jitter', commits: at(base) })),
    );
    expect(ranks[0]?.[0]?.path).toBe('b.js');
    expect(ranks[1]).toEqual(ranks[0]);
    expect(ranks[2]).toEqual(ranks[0]);
  });

  test('lends to what is changed together with the best, and learns nothing from a change of everything', () => {
    const files = { 'a.js': {}, 'b.js': { jitter: 1 }, 'z.js': {} };
    const paths = Array.from({ length: 40 }, (_, at) => `f${at}.js`);
    const commits = [
      { at: 9, subject: 'x', paths: ['b.js', 'z.js'] },
      { at: 8, subject: 'all', paths: ['a.js', 'b.js', ...paths] },
    ];
    expect(order({ files, text: 'jitter', commits })).toEqual(['b.js', 'z.js', 'a.js']);
  });

  test('finds files by what earlier commits said of them', () => {
    const files = { 'a.js': {}, 'b.js': {} };
    const commits = [{ at: 9, subject: 'Make the scheduler fair', paths: ['b.js'] }];
    expect(order({ files, text: 'The scheduler starves', commits })[0]).toBe('b.js');
  });

  test('begins with the files that are named, whatever the others hold', () => {
    const name = fc.constantFrom('a.js', 'src/b.ts', 'src/deep/c.py', 'test/d.test.js', 'README.md');
    const loud = fc.dictionary(name, fc.record({ jitter: fc.nat(10_000), parseDuration: fc.nat(10_000) }));
    fc.assert(
      fc.property(loud, (files) => {
        const all = { ...files, 'lib/expected.js': {}, 'lib/quiet.js': {} };
        const text = 'jitter `parseDuration` in lib/quiet.js';
        const ranked = order({ files: all, text, paths: ['./lib/expected.js'] });
        expect(ranked.slice(0, 2)).toEqual(['lib/expected.js', 'lib/quiet.js']);
      }),
    );
  });

  test('is the same, to the last bit, in whatever order everything comes', () => {
    const paths = ['a.js', 'src/b.js', 'src/c.js', 'src/d.py', 'test/b.test.js', 'docs/b.md'];
    const told: Told = {
      files: Object.fromEntries(paths.map((path, at) => [path, { jitter: at + 1, retryDelay: 7 - at, delays: 2 }])),
      text: 'jitter of `retryDelay` delays',
      imports: { 'src/b.js': ['./c.js', '../a.js'], 'src/c.js': ['../a.js'], 'test/b.test.js': ['../src/b.js'] },
      commits: [
        { at: 99, subject: 'jitter', paths: ['src/c.js', 'a.js', 'docs/b.md'] },
        { at: 50, subject: 'delay', paths: ['src/d.py', 'a.js'] },
      ],
    };
    const once = rankRepository(known(told));
    fc.assert(
      fc.property(fc.shuffledSubarray(paths, { minLength: paths.length }), fc.boolean(), (shuffled, turned) => {
        const { files, matches, outlines, commits, ...rest } = known(told);
        const turn = <T>(items: readonly T[]) => (turned ? [...items].reverse() : [...items]);
        const again = rankRepository({
          ...rest,
          files: shuffled.map((path) => files.find((file) => file.path === path)!),
          matches: new Map(shuffled.map((path) => [path, new Map(turn([...matches.get(path)!]))])),
          outlines: new Map(turn([...outlines])),
          commits: commits.map((commit) => ({ ...commit, paths: turn(commit.paths) })),
        });
        expect(again).toEqual(once);
      }),
    );
  });
});
