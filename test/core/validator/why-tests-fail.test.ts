import { describe, expect, test } from '@jest/globals';
import { missesSomething, ownMistakes } from '../../../core/validator/why-tests-fail.js';
import type { TestRun } from '../../../core/validator.js';

const FILES = ['test/double.test.js', 'tests/test_double.py', 'sums_test.go'];

function failed(id: string, message: string, run: Partial<TestRun> = {}): TestRun {
  const tests = [{ id, status: 'failed' as const, message }];
  return { complete: true, problem: '', exitCode: 1, tests, output: '', durationMs: 1, ...run };
}

describe('a test that fails', () => {
  test.each<[string, string, string]>([
    ['an assertion', 'test/double.test.js > doubles', 'AssertionError: 7 !== 8\n    at test/double.test.js:4:3'],
    [
      'an export that is not there yet',
      'test/double.test.js',
      "SyntaxError: The requested module '../src/sums.js' does not provide an export named 'double'",
    ],
    ['a file that is not there yet', 'test/double.test.js', "Error: Cannot find module '../src/double.js' from 'test'"],
    [
      'a module of Python that may be the one to write',
      'tests/test_double.py',
      "ModuleNotFoundError: No module named 'd'",
    ],
    ['a name that Go does not know yet', 'example.org/sums', './sums_test.go:5:7: undefined: Double'],
    [
      'an error of parsing in what is tested',
      'test/double.test.js > reads',
      'SyntaxError: Unexpected token x in JSON at position 0\n    at read (src/sums.js:3:9)',
    ],
    [
      'a name that the code under test does not define',
      'tests/test_double.py > doubles',
      'tests/test_double.py:5: in test\n    double(4)\nsums.py:2: in double\nE   NameError: name "twice" is not defined',
    ],
  ])('because of %s is right', (_what, id, message) => {
    expect(ownMistakes(failed(id, message), FILES)).toEqual([]);
  });

  test.each<[string, string, string, RegExp]>([
    ['text', 'test/double.test.js', 'SyntaxError: missing ) after argument list', /own text/],
    ['indentation', 'tests/test_double.py', 'E   IndentationError: expected an indented block', /own text/],
    ['imports in Go', 'example.org/sums', './sums_test.go:4:2: "fmt" imported and not used', /own text/],
    ['package', 'test/double.test.js', "Error: Cannot find module 'chai' from 'test/double.test.js'", /package "chai"/],
    [
      'names in JavaScript',
      'test/double.test.js > doubles',
      'ReferenceError: expect is not defined\n    at TestContext.<anonymous> (file:///w/test/double.test.js:4:3)\n    at src/x.js',
      /never defines/,
    ],
    [
      'names in Python',
      'tests/test_double.py > doubles',
      'Traceback:\n  File "/w/tests/test_double.py", line 6, in test_doubles\nNameError: name \'four\' is not defined',
      /never defines/,
    ],
  ])('because of a slip in its own %s is not', (_what, id, message, reason) => {
    expect(ownMistakes(failed(id, message), FILES).join()).toMatch(reason);
  });

  test('takes its whole run along in some runners, which is judged by the output', () => {
    const slip = failed('', '', { complete: false, tests: [], output: 'SyntaxError: Unexpected end of input' });
    expect(ownMistakes(slip, FILES)).toEqual([expect.stringMatching(/^The run cannot be loaded/)]);
    expect(missesSomething("does not provide an export named 'double'")).toBe(true);
    expect(missesSomething('Killed')).toBe(false);
  });
});
