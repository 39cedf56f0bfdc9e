// Canaries in test files of Python: a function for pytest, and a class where the file asserts by unittest's methods.

import { PYTHON_TEST_FILE } from '../detect/detect-python.js';
import { CANARIES_IN_FILE_MAX, type CanaryFile, type NameCanary, type TestFile } from './canary.js';
import { failingPython } from './failing-python.js';

/** Arguments with which `self.NAME(...)` of unittest fails. */
const UNITTEST_ARGUMENTS: Readonly<Record<string, string>> = {
  assertEqual: '1, 2',
  assertNotEqual: '1, 1',
  assertTrue: 'False',
  assertFalse: 'True',
  assertIs: '1, None',
  assertIsNone: '1',
  assertIsNotNone: 'None',
  assertIn: '1, []',
  assertNotIn: '1, [1]',
  assertIsInstance: '1, str',
  assertGreater: '1, 2',
  assertGreaterEqual: '1, 2',
  assertLess: '2, 1',
  assertLessEqual: '2, 1',
  assertAlmostEqual: '1, 2',
  assertRegex: "'a', 'b'",
  assertListEqual: '[1], [2]',
  assertDictEqual: "{'a': 1}, {'a': 2}",
  assertCountEqual: '[1], [2]',
  assertSequenceEqual: '[1], [2]',
  assertMultiLineEqual: "'a', 'b'",
  assertTupleEqual: '(1,), (2,)',
  assertSetEqual: '{1}, {2}',
  assertNotAlmostEqual: '1, 1',
  assertNotRegex: "'a', 'a'",
  assertNotIsInstance: '1, int',
  assertIsNot: 'None, None',
  assertRaises: 'ValueError, str',
  assertRaisesRegex: "ValueError, 'a', str",
  assertWarns: 'UserWarning, str',
  assertWarnsRegex: "UserWarning, 'a', str",
  assertStartsWith: "'a', 'b'",
  assertEndsWith: "'a', 'b'",
  fail: '',
};

/** What pytest gives to assert with, where the file uses it. */
const PYTEST_WORDS: readonly (readonly [RegExp, string])[] = [
  [/\bpytest\.raises\(/, 'with pytest.raises(ValueError):\n        pass'],
  [/\bpytest\.warns\(/, 'with pytest.warns(UserWarning):\n        pass'],
  [/\bpytest\.fail\(/, "pytest.fail('canary')"],
  [/\bpytest\.approx\(/, 'assert 1 == pytest.approx(2)'],
  [/\bimport\b.*\bapprox\b/, 'assert 1 == approx(2)'],
];
/** Functions that assert by their names: `assert_equal(...)`, `np.testing.assert_allclose(...)`. Two that differ fail. */
const NAMED_ASSERTION = /(?<![\w.])((?!self\.)(?:[A-Za-z_]\w*\.)*assert_(?!that|called|not|has|any|await)\w+)\(/g;
const NAMED_MAX = 8;

/** Null where the file is none of the runner's. */
export function pythonCanaries(runner: string, file: TestFile, name: NameCanary): CanaryFile | null {
  if (!file.path.endsWith('.py') || (runner !== 'pytest' && runner !== 'unittest')) return null;
  const names: string[] = [];
  const newName = () => {
    const made = `test_${name()}`;
    names.push(made);
    return made;
  };
  const { body, head, seen, ids } = failingPython(file, name);
  const methods = unittestAssertions(file.text);
  const parts = [head];
  if (runner === 'pytest') parts.push(...functions(file.text, newName));
  if (runner === 'unittest' || methods.length > 0) parts.push(testCase(methods, name(), newName));
  parts.push(...(runner === 'pytest' ? lastFunctions(seen, newName) : [lastCase(seen, name(), newName)]));
  // Tests of a class that others inherit are told of under the file of that class.
  const needsProof = !PYTHON_TEST_FILE.test(file.path);
  return { path: file.path, body, text: `\n\n${parts.join('\n\n\n')}\n`, names, ids, needsProof };
}

function functions(text: string, newName: NameCanary): string[] {
  const statements = ['assert 1 == 2', ...PYTEST_WORDS.flatMap(([word, made]) => (word.test(text) ? [made] : []))];
  const named = new Set([...text.matchAll(NAMED_ASSERTION)].map(([, called]) => called ?? ''));
  const calls = [...named].slice(0, NAMED_MAX).map((called) => `${called}(1, 2)`);
  return [...statements, ...calls].map((statement) => `def ${newName()}():\n    ${statement}`);
}

/** Fail the first time only, and unless a value was seen that equals everything. */
function lastFunctions(seen: string, newName: NameCanary): string[] {
  const once = newName();
  return [
    `def ${once}(tried=[]):\n    tried.append(1)\n    assert len(tried) > 1`,
    `def ${newName()}():\n    assert ${seen}`,
  ];
}

function unittestAssertions(text: string): string[] {
  const used = new Set([...text.matchAll(/\bself\.(assert\w+|fail)\(/g)].map(([, method]) => method ?? ''));
  return [...used].filter((method) => Object.hasOwn(UNITTEST_ARGUMENTS, method)).slice(0, CANARIES_IN_FILE_MAX - 1);
}

function testCase(methods: readonly string[], id: string, newName: NameCanary): string {
  const statements = [
    "raise AssertionError('canary')",
    ...methods.map((name) => `self.${name}(${UNITTEST_ARGUMENTS[name]})`),
  ];
  const tests = statements.map((statement) => `    def ${newName()}(self):\n        ${statement}\n`);
  return `import unittest as unittest_${id}\n\n\nclass Test_${id}(unittest_${id}.TestCase):\n${tests.join('\n')}`;
}

/** unittest runs classes in the order of their names. */
function lastCase(seen: string, id: string, newName: NameCanary): string {
  const test = `    def ${newName()}(self):\n        if not ${seen}:\n            raise AssertionError('canary')\n`;
  return `import unittest as unittest_${id}\n\n\nclass zz_${id}(unittest_${id}.TestCase):\n${test}`;
}
