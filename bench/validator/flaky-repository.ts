// Small libraries with tests that fail at random beside tests that never do, and candidates for the same simple task.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { git } from '../support/task-repository.js';

type Files = Readonly<Record<string, string>>;

/** A library to which `double` is to be added. */
export interface FlakyLibrary {
  name: string;
  files: Files;
  acceptance: Files;
  sourceFile: string;
  /** Texts of the source file by what the candidate does. */
  right: string;
  wrong: Readonly<Record<string, string>>;
  /** Makes a line of the source a comment, so that candidates differ and none is judged from the cache. */
  comment(text: string): string;
}

const JS_SOURCE = 'export const add = (a, b) => a + b;\n';
const JS_RIGHT = `${JS_SOURCE}export const double = (a) => add(a, a);\n`;
const JS_HEAD = `import test from 'node:test';
import assert from 'node:assert';
import { add } from '../src/sums.js';
`;
const JS_FLAKY = `test('fails once in ten', () => assert.ok(add(Math.random(), 0) >= 0.1));
test('fails every other time', () => assert.ok(add(Math.random(), 0) >= 0.5));
`;

const NODE: FlakyLibrary = {
  name: 'node',
  files: {
    'package.json': JSON.stringify({ name: 'sums', type: 'module', scripts: { test: 'node --test' } }),
    'src/sums.js': JS_SOURCE,
    'test/add.test.js': `${JS_HEAD}test('adds', () => assert.equal(add(1, 2), 3));\n${JS_FLAKY}`,
    'test/random.test.js': `${JS_HEAD}${JS_FLAKY}`,
  },
  acceptance: {
    'test/double.test.js': `${JS_HEAD.replace('add', 'double')}test('doubles', () => assert.equal(double(4), 8));\n`,
  },
  sourceFile: 'src/sums.js',
  right: JS_RIGHT,
  wrong: { breaks: JS_RIGHT.replace('a + b', 'a - -b + 1'), halves: JS_RIGHT.replace('add(a, a)', 'a / 2') },
  comment: (text) => `// ${text}\n`,
};

const PY_SOURCE = 'def add(a, b):\n    return a + b\n';
const PY_RIGHT = `${PY_SOURCE}\n\ndef double(a):\n    return add(a, a)\n`;
const PY_HEAD = 'import random\nimport unittest\n\nimport sums\n\n\nclass Sums(unittest.TestCase):\n';
const PY_FLAKY = `    def test_once_in_ten(self):
        self.assertGreaterEqual(sums.add(random.random(), 0), 0.1)

    def test_every_other_time(self):
        self.assertGreaterEqual(sums.add(random.random(), 0), 0.5)
`;

const UNITTEST: FlakyLibrary = {
  name: 'unittest',
  files: {
    'sums.py': PY_SOURCE,
    'test_add.py': `${PY_HEAD}    def test_add(self):\n        self.assertEqual(sums.add(1, 2), 3)\n\n${PY_FLAKY}`,
    'test_random.py': `${PY_HEAD}${PY_FLAKY}`,
  },
  acceptance: {
    'test_double.py': `${PY_HEAD}    def test_double(self):\n        self.assertEqual(sums.double(4), 8)\n`,
  },
  sourceFile: 'sums.py',
  right: PY_RIGHT,
  wrong: { breaks: PY_RIGHT.replace('a + b', 'a + b + 1'), halves: PY_RIGHT.replace('add(a, a)', 'a / 2') },
  comment: (text) => `# ${text}\n`,
};

const PYTEST: FlakyLibrary = {
  ...UNITTEST,
  name: 'pytest',
  files: { ...UNITTEST.files, 'pytest.ini': '[pytest]\n' },
};

export const FLAKY_LIBRARIES: readonly FlakyLibrary[] = [NODE, UNITTEST, PYTEST];

/** A repository with the library in it; `round` tells it apart, so that no other's baseline serves it. */
export function makeFlakyRepository(library: FlakyLibrary, round: number, under: string): string {
  const dir = join(under, `${library.name}-${round}`);
  for (const [path, text] of Object.entries({ ...library.files, 'README.md': `Round ${round}\n` })) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  git(dir, 'init', '-q', '-b', 'main');
  git(dir, 'add', '-A');
  git(dir, '-c', 'user.name=Bench', '-c', 'user.email=bench@localhost', 'commit', '-q', '-m', 'The base');
  return dir;
}
