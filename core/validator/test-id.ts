// Names of tests. An id is the same in every run of the same tests: `file > suite > name`, the file relative to the
// tree. Where a report names no file, it begins with what the runner calls the group (a package, a class).

/** Stands between the parts of an id. */
const SEPARATOR = ' > ';

/** Where the tree stands inside the sandbox. */
const TREE_PREFIX = /^(?:file:\/\/)?\/w\//;

/** What changes from run to run in names made of values: addresses of objects in Python and Java, temporary paths. */
const PASSING: readonly [pattern: RegExp, steady: string][] = [
  [/ at 0x[0-9a-f]{6,16}\b/gi, ' at 0x…'],
  [/([A-Za-z_$][\w$.]*)@[0-9a-f]{6,8}\b/g, '$1@…'],
  [/(?<![\w.])\/(?:var\/)?tmp\/[^\s'"`,;)\]}>]+/g, '/tmp/…'],
];

/** The id in exit-code-only mode: the whole command is one test. */
export const EXIT_CODE_TEST = 'the test command';

/** Stands for acceptance tests of which nobody knows a name. */
export const UNNAMED_ACCEPTANCE = 'the acceptance tests';

/** An id from its parts; empty parts are left out. */
export function testId(file: string, ...names: string[]): string {
  return [relativeToTree(file), ...names]
    .map((part) => steady(part.trim()))
    .filter((part) => part !== '')
    .join(SEPARATOR);
}

function steady(part: string): string {
  return PASSING.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), part);
}

/** The part before the first separator: the file, where the report names files. */
export function fileOfTest(id: string): string {
  const end = id.indexOf(SEPARATOR);
  return end < 0 ? id : id.slice(0, end);
}

/** The parts of an id: file, suites, the test's own name. */
export function testNames(id: string): string[] {
  return id.split(SEPARATOR);
}

/** True for an entry that stands for a whole file or package, such as one that could not be loaded. */
export function isWholeFile(id: string): boolean {
  return !id.includes(SEPARATOR);
}

/** A path inside the sandbox as people know it: without `/w/` before it. */
export function relativeToTree(path: string): string {
  return path.replace(TREE_PREFIX, '').replace(/^\.\//, '');
}

/** Tells equal ids apart by their order in the report: the second becomes `id (2)`. */
export function numberDuplicates<T extends { id: string }>(tests: readonly T[]): T[] {
  const seen = new Map<string, number>();
  return tests.map((test) => {
    const count = (seen.get(test.id) ?? 0) + 1;
    seen.set(test.id, count);
    return count === 1 ? test : { ...test, id: `${test.id} (${count})` };
  });
}
