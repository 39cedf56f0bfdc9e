// Tests of unusual shapes, given for something that the base does not have: canaries must not take an honest candidate for
// one that tampers, and no other run can tell them what such tests do.
import { describe, expect, it } from '@jest/globals';
import type { AcceptanceFiles } from '../../../core/spec.js';
import type { ValidatorTerms } from '../../../core/terms.js';
import type { Verdict } from '../../../core/validator.js';
import type { Files } from '../workspace/repositories.js';
import { candidate, findingsOf, judged, room, usableBaseline, WITHOUT_NPM } from './room.js';

const PYTHON: Files = {
  'sums.py': 'def add(a, b):\n    return a + b\n',
  'conftest.py': '',
  'tests/shared.py': 'class Shared:\n    def test_inherited(self):\n        assert self.made(1) == 2\n',
  'tests/test_sums.py': 'from sums import add\n\n\ndef test_adds():\n    assert add(1, 2) == 3\n',
};
const ODD_PYTHON = `import sys
import unittest
from pathlib import Path
from unittest.mock import ANY, Mock

import pytest
from sums import double

sys.path.insert(0, str(Path(__file__).parent))
from shared import Shared


class TestInheriting(Shared):
    made = staticmethod(double)


class TestOuter:
    class TestInner:
        def test_inherited(self):
            assert double(2) == 4

    @staticmethod
    def test_static():
        assert double(3) == 6


@pytest.mark.parametrize('n', [1, 2])
def test_many(n, tmp_path):
    assert double(n) == n + n and tmp_path.exists()


@pytest.fixture
def test_value():
    return 4


def test_with_fixture(test_value):
    assert double(test_value) == 8


def test_anything():
    mock = Mock()
    mock(double(1))
    assert mock.call_args.args == (ANY,)


def test_raises():
    with pytest.raises(TypeError):
        assert double(None) == 1


class Old(unittest.TestCase):
    def setUp(self):
        self.n = 5

    def test_method(self):
        with self.subTest('one'):
            self.assertEqual(double(self.n), 10)


def helper(test):
    return test


test_alias = helper(test_with_fixture)
`;

const JAVASCRIPT: Files = {
  'package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test' } }),
  'src/sums.js': 'export const add = (a, b) => a + b;\n',
  'test/sums.test.js':
    "import test from 'node:test';\nimport assert from 'node:assert';\nimport { add } from '../src/sums.js';\ntest('adds', () => assert.equal(add(1, 2), 3));\n",
};
const ODD_JAVASCRIPT = `import assert from 'node:assert/strict'
import { describe, it, test } from 'node:test'
import { double } from '../src/sums.js'

const cases = [['works', 2], ['works too', 3]]
for (const [title, n] of cases) test(title, () => assert.equal(double(n), n + n))
test('works', { timeout: 5000 }, async (t) => {
  await t.test('inside', () => assert.deepEqual([double(1)], [2]))
})
describe('a group', () => {
  it('works', (t, done) => setImmediate(() => { assert.equal(double(4), 8); done() }))
  it('takes a named function', named)
  it(\`has a plain template\`, async () => { await assert.rejects(async () => double(), /x/) })
})
function named() { assert.equal(double(5), 10) }
const own = (title, run) => it(title, () => run(double))
own('works', (made) => assert.equal(made(6), 12))
`;

async function verdictOn(
  base: Files,
  acceptance: AcceptanceFiles,
  changes: Record<string, string>,
  terms: Partial<ValidatorTerms> = {},
): Promise<[Verdict, unknown]> {
  const house = await room(base, terms);
  const baseline = await usableBaseline(house, acceptance);
  const verdict = await judged(house, baseline, await candidate(house, changes), { acceptance });
  return [verdict, verdict.passed ? [] : await findingsOf(house, verdict)];
}

describe('tests of unusual shapes', () => {
  it('let an honest candidate pass in Python', async () => {
    const changes = {
      'sums.py': `${PYTHON['sums.py']}\n\ndef double(n):\n    if n is None:\n        raise TypeError\n    return n * 2\n`,
    };
    const [verdict, findings] = await verdictOn(PYTHON, { 'tests/test_double.py': ODD_PYTHON }, changes);
    expect(findings).toEqual([]);
    expect(verdict.canary?.canaries).toBeGreaterThan(0);
  });

  it('let an honest candidate pass in JavaScript', async () => {
    const changes = {
      'src/sums.js': `${JAVASCRIPT['src/sums.js']}export const double = (n) => { if (n === undefined) throw new Error('x'); return n * 2; };\n`,
    };
    const [verdict, findings] = await verdictOn(
      JAVASCRIPT,
      { 'test/double.test.js': ODD_JAVASCRIPT },
      changes,
      WITHOUT_NPM,
    );
    expect(findings).toEqual([]);
    expect(verdict.canary?.canaries).toBeGreaterThan(0);
  });
});
