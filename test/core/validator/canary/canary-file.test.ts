import { describe, expect, it } from '@jest/globals';
import { canaryFile } from '../../../../core/validator/canary/canary-file.js';

function textOf(runner: string, path: string, text: string): string | undefined {
  let count = 0;
  return canaryFile(runner, { path, text, passed: [] }, () => `n${++count}`)?.text;
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
      ['def test_n2():\n    assert 1 == 2', 'with pytest.raises(ValueError):\n        pass'],
    ],
    ['unittest', 'test_a.py', 'self.assertIn(1, [1])', ['(unittest_n2.TestCase)', 'self.assertIn(1, [])']],
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

  it("ask the test's own argument where that asserts, and the other way round where a file says not", () => {
    const context = "import { test } from 'node:test';\ntest('x', (t) => t.assert.equal(1, 1));";
    expect(textOf('node:test', 'a.test.js', context)).toContain('(t) => { t.assert.equal(1, 2); }');
    expect(textOf('jest', 'a.test.js', "it('x', () => expect(1).not.toBe(2));")).toContain('expect(1).not.toBe(1)');
  });
});

describe("a test file's own tests", () => {
  const passed = ['a.test.js > adds', "a.test.js > sums > it's many", 'a.test.js > sum of 1'];
  const text = `it('adds', () => { expect(1).toBe(1); });
describe('sums', () => { it('it\\'s many', (done) => done()); });
for (const n of [1]) it(\`sum of \${n}\`, () => {});
t.test('adds', () => {});
`;
  const made = canaryFile('jest', { path: 'a.test.js', text, passed }, () => 'n');

  it('are made to fail by whatever declares them, but for titles made of values', () => {
    expect(made?.ids).toEqual(passed.slice(0, 2));
    expect(made?.body).toContain("failing_n(it)('adds', () => {");
    expect(made?.body).toContain("failing_n(it)('it\\'s many', (done)");
    expect(made?.body).toMatch(/\) it\(`sum of/);
    expect(made?.body).toContain("\nt.test('adds'");
  });

  it('have the values looked at that they expect something of, or that they compare', () => {
    expect(made?.body).toContain('probed_n(1).toBe(1)');
    const python = canaryFile('pytest', { path: 'test_a.py', text: 'assert f(1) == 2\n', passed: [] }, () => 'n');
    expect(python?.body).toBe('assert f(1) == Probe_n() == 2\n');
  });

  it('are known in Python by their functions, with parameters or without', () => {
    const ids = ['test_a.py > test_one', 'test_a.py > Sums > test_many[1-2]', 'test_a.py > test_made'];
    const source = 'def test_one():\n    pass\nclass Sums:\n    async def test_many(self, a, b):\n        pass\n';
    expect(canaryFile('pytest', { path: 'test_a.py', text: source, passed: ids }, () => 'n')?.ids).toEqual(
      ids.slice(0, 2),
    );
  });

  it('are left alone where a thrown error is no failing test', () => {
    const ava = canaryFile(
      'ava',
      { path: 'a.js', text: "test('adds', (t) => t.pass());", passed: ['a.js > adds'] },
      () => 'n',
    );
    expect(ava).toMatchObject({ ids: [], body: "test('adds', (t) => t.pass());" });
  });
});
