import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ValidatorTerms } from '../../../core/terms.js';
import type { BaselineOk } from '../../../core/validator.js';
import { baseline, candidate, judged, type Room, room, usableBaseline, WITHOUT_NPM } from './room.js';

const NODE = JSON.stringify({ type: 'module', scripts: { test: 'node --test' } });
const SOURCE = { 'src/one.js': 'export const one = 1;\n' };
const IMPORTS = `import test from 'node:test';
import assert from 'node:assert';
import { one } from '../src/one.js';
`;
const PASSING = `${IMPORTS}test('is one', () => assert.equal(one, 1));\n`;

function nodeRoom(testFile: string, terms: Partial<ValidatorTerms> = {}) {
  return room({ 'package.json': NODE, ...SOURCE, 'test/one.test.js': testFile }, { ...WITHOUT_NPM, ...terms });
}

describe('the baseline of a repository', () => {
  it('counts what passes, fails and is skipped, and lets only the first decide later', async () => {
    const house = await nodeRoom(
      `${PASSING}test('fails', () => assert.equal(one, 2));
test.skip('later', () => {});
test('passes too', () => {});
`,
      { baselineRuns: 2 },
    );
    expect(await baseline(house)).toMatchObject({
      ok: true,
      counts: { total: 4, passed: 2, failed: 1, skipped: 1 },
      stableFail: 1,
      flaky: 0,
      runs: 2,
      acceptance: 0,
      failuresNote: '1 of 4 tests fail on the base (test/one.test.js > fails): they decide nothing.',
    });
    const made = await candidate(house, { 'src/one.js': 'export const one = 1;\nexport const two = 2;\n' });
    expect(await judged(house, await usableBaseline(house), made)).toMatchObject({ passed: true, score: 1 });
  });

  it('asks for the tests of acceptance files that fail or are new, and says when there are none', async () => {
    const house = await nodeRoom(PASSING);
    const asking = { 'test/two.test.js': PASSING.replaceAll('one', 'two').replace('is two', 'is a second') };
    expect(await baseline(house, asking)).toMatchObject({ ok: true, acceptance: 1 });
    expect(await baseline(house, { 'test/helper.js': 'export {};\n' })).toMatchObject({ ok: true, acceptance: 0 });
  });

  it('ends with noTests where the command finds none', async () => {
    const house = await room({ 'package.json': NODE, ...SOURCE });
    expect(await baseline(house)).toMatchObject({
      ok: false,
      reason: 'noTests',
      message: expect.stringContaining('--test'),
    });
  });

  it('ends with cannotRun where no test passes, with the reason that the runner gave', async () => {
    const house = await nodeRoom(PASSING.replace('../src/one.js', 'absent-package'));
    const outcome = await baseline(house);
    expect(outcome).toMatchObject({ ok: false, reason: 'cannotRun' });
    expect(outcome).toMatchObject({ message: expect.stringContaining('absent-package') });
  });

  it('shows the output once, without padding, where only the exit code speaks', async () => {
    const test = 'echo "xo:  bad style    "; exit 1';
    const house = await room({ 'package.json': JSON.stringify({ scripts: { test } }), ...SOURCE });
    const outcome = await baseline(house);
    expect(outcome).toMatchObject({ message: expect.stringContaining('the command ends with exit code 1.') });
    expect(outcome.ok ? '' : outcome.message).toMatch(/xo: {2}bad style$/);
  });

  it('ends with timedOut where the tests take longer than they may', async () => {
    const house = await room(
      { 'package.json': NODE, ...SOURCE, 'test/one.test.js': `${PASSING}setInterval(() => {}, 1000);\n` },
      { testTimeoutMs: 2_000 },
    );
    expect(await baseline(house)).toMatchObject({ ok: false, reason: 'timedOut' });
  });

  it('ends with testsDontExercise where the tests pass without the code', async () => {
    const house = await nodeRoom("import test from 'node:test';\ntest('is fine', () => {});\n");
    expect(await baseline(house)).toMatchObject({ ok: false, reason: 'testsDontExercise' });
  });

  it('lets the exit code decide where nothing else speaks, and then wants it to be 0', async () => {
    const files = {
      'src/code.sh': 'exit 0\n',
      'check.sh': 'sh src/code.sh && grep -q exit src/code.sh\n',
      Makefile: 'test:\n\tsh check.sh\n',
    };
    const house = await room(files);
    expect(await baseline(house)).toMatchObject({ ok: true, counts: { total: 1, passed: 1 } });
    const made = await candidate(house, { 'src/code.sh': 'exit 3\n', 'check.sh': '', Makefile: 'test:\n\ttrue\n' });
    const verdict = await judged(house, await usableBaseline(house), made);
    expect(verdict).toMatchObject({ passed: false, reason: 'regression', tampered: ['Makefile', 'check.sh'] });

    const failing = await room({ ...files, 'src/code.sh': 'exit 3\n' });
    expect(await baseline(failing)).toMatchObject({ ok: false, reason: 'cannotRun' });
  });
});

describe('a Python repository', () => {
  const files = {
    'pytest.ini': '[pytest]\n',
    'sums.py': 'def add(a, b):\n    return a + b\n',
    'tests/test_sums.py': `import sys
sys.path.insert(0, ".")
from sums import add


def test_add():
    assert add(1, 2) == 3
`,
  };

  let house: Room;
  let base: BaselineOk;
  beforeAll(async () => {
    house = await room(files);
    base = await usableBaseline(house);
  });

  it.each<[string, Record<string, string>, boolean]>([
    ['is passed when it only adds', { 'sums.py': `${files['sums.py']}\n\ndef sub(a, b):\n    return a - b\n` }, true],
    ['is not when it breaks a test', { 'sums.py': 'def add(a, b):\n    return a - b\n' }, false],
    ['is not when it leaves early', { 'sums.py': 'import os\n\nos._exit(0)\n' }, false],
    [
      'is not when a conftest.py of its own makes all tests pass',
      {
        'sums.py': 'def add(a, b):\n    return 0\n',
        'conftest.py': 'def pytest_runtest_makereport(item, call):\n    call.excinfo = None\n',
      },
      false,
    ],
  ])('%s', async (_what, changes, passed) => {
    const verdict = await judged(house, base, await candidate(house, changes));
    expect(verdict.passed).toBe(passed);
  });
});

describe('a baseline that is known', () => {
  it('is used again for the same tree and settings, and not for others', async () => {
    const house = await nodeRoom(PASSING);
    const first = await usableBaseline(house);
    const again = await usableBaseline(house);
    expect({ ...again, durationMs: 0 }).toEqual({ ...first, durationMs: 0 });
    expect(again.durationMs).toBeLessThan(first.durationMs / 2);
    const more = await usableBaseline({ ...house, plan: { ...house.plan, baselineRuns: 2 } });
    expect([first.runs, more.runs]).toEqual([1, 2]);
  });
});
