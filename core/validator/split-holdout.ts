// Which of the written test files are held out: no generator sees them, so nobody can write code that only fits the
// tests. Whole files are the unit, since parts of one cannot be taken out without knowing its language.

/** Of fewer tests, none can be spared. */
export const HOLDOUT_TESTS_MIN = 4;
/** However large the share, most tests are shown. */
const HELD_OUT_SHARE_MAX = 0.5;

export interface TestFile {
  path: string;
  text: string;
  /** How many tests it holds; 0 for one that only helps others. */
  tests: number;
}

/** Paths to hold out, as near to `share` of the tests as whole files come; none where that cannot be done. */
export function splitHoldout(files: readonly TestFile[], share: number): string[] {
  const total = files.reduce((sum, { tests }) => sum + tests, 0);
  if (share <= 0 || total < HOLDOUT_TESTS_MIN) return [];
  const free = files.filter((file) => file.tests > 0 && !isNamedBy(file, files));
  const held: string[] = [];
  let count = 0;
  for (const { path, tests } of [...free].sort((a, b) => a.tests - b.tests || (a.path < b.path ? -1 : 1))) {
    const most = held.length === 0 ? HELD_OUT_SHARE_MAX : Math.min(share, HELD_OUT_SHARE_MAX);
    if (count + tests > total * most) break;
    held.push(path);
    count += tests;
  }
  return held;
}

/** Another file that names this one may need it, and would give it away. */
function isNamedBy(file: TestFile, files: readonly TestFile[]): boolean {
  const name = (file.path.split('/').at(-1) ?? file.path).replace(/\.[^.]+$/, '');
  return files.some((other) => other.path !== file.path && other.text.includes(name));
}
