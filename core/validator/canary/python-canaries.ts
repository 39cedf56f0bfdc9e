// Canaries in test files of Python: a function for pytest, and a class where the file asserts by unittest's methods.
import { CANARIES_IN_FILE_MAX, type CanaryFile, type NameCanary } from './canary.js';

/** Arguments with which `self.NAME(...)` of unittest fails. */
const UNITTEST_ARGUMENTS: Readonly<Record<string, string>> = {
  assertEqual: '1, 2',
  assertNotEqual: '1, 1',
  assertTrue: 'False',
  assertFalse: 'True',
  assertIs: '1, None',
  assertIsNot: 'None, None',
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
  assertRaises: 'ValueError, str',
};

/** Null where the file is none of the runner's. */
export function pythonCanaries(
  runner: string,
  file: { path: string; text: string },
  name: NameCanary,
): CanaryFile | null {
  if (!file.path.endsWith('.py') || (runner !== 'pytest' && runner !== 'unittest')) return null;
  const names: string[] = [];
  const newName = () => {
    const made = `test_${name()}`;
    names.push(made);
    return made;
  };
  const parts = runner === 'pytest' ? [...functions(file.text, newName)] : [];
  const methods = unittestAssertions(file.text);
  if (runner === 'unittest' || methods.length > 0) parts.push(testCase(methods, name(), newName));
  return { path: file.path, text: `\n\n${parts.join('\n\n')}\n`, names };
}

function functions(text: string, newName: NameCanary): string[] {
  const canaries = [`def ${newName()}():\n    assert 1 == 2`];
  if (/\bpytest\.raises\(/.test(text)) {
    canaries.push(`def ${newName()}():\n    with pytest.raises(ValueError):\n        pass`);
  }
  return canaries;
}

function unittestAssertions(text: string): string[] {
  const used = new Set([...text.matchAll(/\bself\.(assert\w+)\(/g)].map(([, method]) => method ?? ''));
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
