// Which files of a repository belong together: a file and what it imports, a source and its tests, and files that were
// changed by the same commits. Pure.
import { fileKind, stemOf } from './file-kind.js';
import type { History } from './history-score.js';
import type { Outline } from './outline.js';
import { folderOf, indexFiles, resolveImport } from './resolve-imports.js';
import type { Tie } from './spread-rank.js';

/** To what a file imports more than back: it is needed in order to understand the file. */
const WEIGHTS = { imports: 1, importedBy: 0.6, sourceOfTest: 1.5, testOfSource: 0.8, together: 1 };
/** A name that more files share, such as `index`, tells nothing. */
const SAME_STEM_MAX = 6;

export function tieFiles(
  paths: readonly string[],
  outlines: ReadonlyMap<string, Outline>,
  together: History['together'],
): Tie[] {
  return [
    ...importTies(paths, outlines),
    ...testTies(paths),
    ...together.flatMap(({ from, to, weight }) =>
      bothWays(from, to, weight * WEIGHTS.together, weight * WEIGHTS.together),
    ),
  ];
}

function importTies(paths: readonly string[], outlines: ReadonlyMap<string, Outline>): Tie[] {
  const index = indexFiles(paths);
  return [...outlines].flatMap(([from, { imports }]) => {
    const targets = new Set(imports.flatMap((name) => resolveImport(index, from, name)));
    return [...targets].flatMap((to) => bothWays(from, to, WEIGHTS.imports, WEIGHTS.importedBy));
  });
}

/** A test belongs to the sources of its name; where there are several, to those whose folders are most like its own. */
function testTies(paths: readonly string[]): Tie[] {
  const sources = new Map<string, string[]>();
  const tests: string[] = [];
  for (const path of paths) {
    const kind = fileKind(path);
    if (kind === 'test') tests.push(path);
    if (kind !== 'source') continue;
    const stem = stemOf(path).toLowerCase();
    const known = sources.get(stem);
    if (known) known.push(path);
    else sources.set(stem, [path]);
  }
  return tests.flatMap((test) => {
    // In some projects all tests are named alike and the folder tells them apart.
    const named = sources.get(stemOf(test).toLowerCase()) ?? [];
    if (named.length === 0 || named.length > SAME_STEM_MAX) return [];
    const likeness = named.map((source) => sharedParts(source, test));
    const best = Math.max(...likeness);
    return named
      .filter((_, at) => likeness[at] === best)
      .flatMap((source) => bothWays(test, source, WEIGHTS.sourceOfTest, WEIGHTS.testOfSource));
  });
}

function sharedParts(a: string, b: string): number {
  const parts = new Set(folderOf(b).split('/'));
  return folderOf(a)
    .split('/')
    .filter((part) => parts.has(part)).length;
}

function bothWays(from: string, to: string, there: number, back: number): Tie[] {
  return [
    { from, to, weight: there },
    { from: to, to: from, weight: back },
  ];
}
