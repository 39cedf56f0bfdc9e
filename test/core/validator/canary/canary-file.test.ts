import { describe, expect, it } from '@jest/globals';
import { canaryFile } from '../../../../core/validator/canary/canary-file.js';

function textOf(runner: string, path: string, text: string): string | undefined {
  let count = 0;
  return canaryFile(runner, path, text, () => `n${++count}`)?.text;
}

describe('canaries in a test file', () => {
  it.each<[string, string, string, string[]]>([
    [
      'jest',
      'a.test.js',
      "it('x', () => {})",
      ["(globalThis.test ?? globalThis.it)('n2', () => { throw", "it('n3', () => { throw"],
    ],
    [
      'jest',
      'a.test.ts',
      "import { it as should, expect } from '@jest/globals';\n",
      ["import { test as declare_n1 } from '@jest/globals';"],
    ],
    [
      'mocha',
      'a.spec.cjs',
      "const { expect } = require('chai');\nit('x', () => expect(1).to.equal(1));",
      ['expect(1).to.equal(2)'],
    ],
    [
      'vitest',
      'a.test.ts',
      "import { expect, test } from 'vitest';\ntest('x', () => expect(1).toBe(1));",
      ["import { test as declare_n1 } from 'vitest';", 'expect(1).toBe(2)', "test('n4'"],
    ],
    [
      'node:test',
      'a.test.mjs',
      "import runner from 'node:test';\nrunner.test('x', () => {});",
      ["import { test as declare_n1 } from 'node:test';", "runner.test('n3'"],
    ],
    [
      'node:test',
      'a.test.js',
      "const { test } = require('node:test');\nassert.rejects(x)",
      ["const declare_n1 = require('node:test').test;", 'async () => { await assert.rejects(async () => {}); }'],
    ],
    [
      'ava',
      'a.js',
      "import test from 'ava';\n",
      ["import { default as declare_n1 } from 'ava';", '(t) => { t.fail(); }'],
    ],
    [
      'tape',
      'a.js',
      "const tape = require('tape');\n",
      ["const declare_n1 = require('tape');", "t.fail('canary'); t.end();"],
    ],
    [
      'pytest',
      'test_a.py',
      'import pytest\nwith pytest.raises(ValueError):\n',
      ['def test_n1():\n    assert 1 == 2', 'with pytest.raises(ValueError):\n        pass'],
    ],
    ['unittest', 'test_a.py', 'self.assertIn(1, [1])', ['(unittest_n1.TestCase)', 'self.assertIn(1, [])']],
    [
      'go test',
      'a_test.go',
      'package a\n\nimport (\n\t"testing"\n)\n',
      ['func Test_n1(t *testing.T) { t.Fatal("canary") }'],
    ],
    ['cargo test', 'tests/a.rs', '', ['fn test_n1() { panic!("canary"); }']],
  ])('stand in the words of %s in %s', (runner, path, text, parts) => {
    for (const part of parts) expect(textOf(runner, path, text)).toContain(part);
  });

  it.each([
    ['jest', 'a.json'],
    ['go test', 'a.go'],
    ['cargo test', 'src/lib.rs'],
    ['maven', 'src/test/java/ATest.java'],
  ])('are not put where %s would not run them: %s', (runner, path) => {
    expect(textOf(runner, path, '')).toBeUndefined();
  });

  it("ask nothing of a function that is only a test's own argument", () => {
    expect(
      textOf('node:test', 'a.test.js', "import test from 'node:test';\ntest('x', (t) => t.test('y', () => {}));"),
    ).not.toContain("t.test('n");
  });
});
