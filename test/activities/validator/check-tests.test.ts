import { beforeAll, describe, expect, it } from '@jest/globals';
import { appendMessage } from '../../../activities/conversation.js';
import { checkTests } from '../../../activities/validator/check-tests.js';
import type { AcceptanceFiles } from '../../../core/spec.js';
import type { BaselineOk, BaselineResults } from '../../../core/validator.js';
import type { CheckedTests } from '../../../core/written-tests.js';
import { candidate, judged, type Room, room, usableBaseline, WITHOUT_NPM } from './room.js';

const signal = new AbortController().signal;
const CONTRACT = '`double(a: number): number`, exported by `src/sums.js`';

const SOURCE = 'export const add = (a, b) => a + b;\n';
const NODE_FILES = {
  'package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test' } }),
  'src/sums.js': SOURCE,
  'test/add.test.js': nodeTest('add', "test('adds', () => assert.equal(add(1, 2), 3));"),
};

function nodeTest(name: string, test: string): string {
  return `import test from 'node:test';\nimport assert from 'node:assert/strict';\nimport { ${name} } from '../src/sums.js';\n${test}\n`;
}

const DOUBLES = nodeTest('double', "test('doubles', () => assert.equal(double(4), 8));");

interface Written {
  said?: string;
  holdout?: number;
}

async function checked(
  of: Room,
  base: BaselineOk,
  files: AcceptanceFiles,
  { said = 'Done.', holdout = 0 }: Written = {},
): Promise<CheckedTests> {
  const { artifacts } = of.hands.ledger;
  const authored = {
    files: Object.keys(files).length === 0 ? null : await artifacts.put(JSON.stringify(files)),
    conversation: await appendMessage(artifacts, null, { role: 'assistant', content: said }),
  };
  const { repository, base: commit, plan: validator } = of;
  const input = {
    repository,
    commit,
    validator,
    baseline: base.results,
    authored,
    holdout,
    sandbox: 'bubblewrap' as const,
  };
  return checkTests(of.hands, input, signal);
}

describe('tests that a model wrote for a repository of JavaScript', () => {
  let house: Room;
  let base: BaselineOk;
  beforeAll(async () => {
    house = await room(NODE_FILES, WITHOUT_NPM);
    base = await usableBaseline(house);
  });

  it('are accepted when they fail for what is missing, with the interface that they expect', async () => {
    const files = { 'test/double.test.js': DOUBLES };
    const outcome = await checked(house, base, files, { said: `They stand.\n\n## Interface\n\n${CONTRACT}\n` });
    expect(outcome).toMatchObject({ ok: true, count: 1, paths: ['test/double.test.js'] });
    if (!outcome.ok) throw new Error('not accepted');
    const { artifacts } = house.hands.ledger;
    expect(await artifacts.get(outcome.contract ?? { sha256: '' })).toBe(CONTRACT);
    const judgedWith = { ...base, results: outcome.results };
    const right = await candidate(house, { 'src/sums.js': `${SOURCE}export const double = (a) => a * 2;\n` });
    const wrong = await candidate(house, { 'src/sums.js': `${SOURCE}export const double = (a) => a * 3;\n` });
    expect(await judged(house, base, wrong)).toMatchObject({ passed: true });
    expect(await judged(house, judgedWith, wrong, { acceptance: files })).toMatchObject({ reason: 'acceptance' });
    expect(await judged(house, judgedWith, right, { acceptance: files })).toMatchObject({ passed: true });
  });

  it('come with the old tests that the spec contradicts, as far as the base has them', async () => {
    const said = `## Interface\n\n${CONTRACT}\n\n## Superseded\n\n- \`test/add.test.js\`: adds: the spec wants texts joined\n- test/add.test.js: subtracts: gone\n`;
    const outcome = await checked(house, base, { 'test/double.test.js': DOUBLES }, { said });
    expect(outcome).toMatchObject({
      superseded: [{ id: 'test/add.test.js > adds', why: 'the spec wants texts joined' }],
      unknownSuperseded: ['test/add.test.js: subtracts: gone'],
    });
    if (!outcome.ok) throw new Error('not accepted');
    expect(await house.hands.ledger.artifacts.get(outcome.contract ?? { sha256: '' })).toBe(CONTRACT);
  });

  it('may hold some that pass already, where these notice that the code is gone', async () => {
    const files = {
      'test/more.test.js': nodeTest(
        'add',
        "test('adds', () => assert.equal(add(2, 2), 4));\ntest('adds texts', () => assert.equal(add('1', '2'), 3));",
      ),
    };
    expect(await checked(house, base, files)).toMatchObject({ ok: true, count: 2 });
  });

  it.each<[string, AcceptanceFiles, RegExp]>([
    ['of which there are none', {}, /no new file of tests/],
    ['that declare no test', { 'test/double.test.js': 'export {};\n' }, /No test is declared/],
    ['that the command does not run', { 'spec/double.js': DOUBLES }, /does not run|comes out the same/],
    [
      'that all pass on the base',
      { 'test/two.test.js': nodeTest('add', "test('adds', () => assert.equal(add(2, 2), 4));") },
      /all of their tests pass on the base/,
    ],
    [
      'that do not parse',
      { 'test/double.test.js': DOUBLES.replace('));', ')') },
      /test\/double\.test\.js cannot be loaded because of an error in the test's own text/,
    ],
    ['that need a package', { 'test/double.test.js': `import 'chai';\n${DOUBLES}` }, /needs the package "chai"/],
    [
      'that use a name they never define',
      { 'test/two.test.js': nodeTest('add', "test('adds', () => expect(add(2, 2)).toBe(5));") },
      /uses a name that the test itself never defines/,
    ],
    [
      'of which one passes without any code',
      {
        'test/double.test.js': DOUBLES,
        'test/empty.test.js': "import test from 'node:test';\ntest('is fine', () => {});\n",
      },
      /all code of the repository is emptied.*test\/empty\.test\.js > is fine/,
    ],
    [
      'that come out differently when run again',
      {
        'test/odd.test.js': nodeTest(
          'add',
          'test("adds " + process.hrtime.bigint(), () => assert.equal(add(1, 1), 3));',
        ),
      },
      /do not come out the same when run twice/,
    ],
    [
      'that hold what looks like a secret',
      { 'test/double.test.js': `// ${['ghp', '16C7e42F292c6912E7710c838347Ae178B4a'].join('_')}\n${DOUBLES}` },
      /test\/double\.test\.js holds what looks like a secret/,
    ],
  ])('%s are refused with the reason', async (_what, files, reason) => {
    const outcome = await checked(house, base, files);
    expect(outcome.ok ? 'accepted' : outcome.problems.join('\n')).toMatch(reason);
  });
});

describe('tests that a model wrote for a repository of Python', () => {
  const FILES = {
    'sums.py': 'def add(a, b):\n    return a + b\n',
    'tests/__init__.py': '',
    'tests/test_sums.py':
      'import unittest\nfrom sums import add\n\n\nclass Sums(unittest.TestCase):\n    def test_adds(self):\n        self.assertEqual(add(1, 2), 3)\n',
  };
  const DOUBLES_PY = FILES['tests/test_sums.py'].replaceAll('add', 'double').replace('(1, 2), 3', '(4), 8');
  let house: Room;
  let base: BaselineOk;
  beforeAll(async () => {
    house = await room(FILES, { test: 'python3 -m unittest' });
    base = await usableBaseline(house);
  });

  it('are accepted when the name that they import is not there yet', async () => {
    const outcome = await checked(house, base, { 'tests/test_double.py': DOUBLES_PY });
    expect(outcome).toMatchObject({ ok: true, count: 1, contract: null });
    if (!outcome.ok) return;
    const results: BaselineResults = JSON.parse(await house.hands.ledger.artifacts.get(outcome.results));
    expect([...results.acceptance, ...results.acceptanceFiles].join()).toContain('tests/test_double.py');
  });

  it.each<[string, string, RegExp]>([
    ['an error of its own text', DOUBLES_PY.replace('self):', 'self)'), /error in the test's own text/],
    [
      'a name that it never defines',
      DOUBLES_PY.replaceAll('double', 'add').replace('(4), 8', '(four, 4), 8'),
      /never defines/,
    ],
  ])('are refused for %s', async (_what, text, reason) => {
    const outcome = await checked(house, base, { 'tests/test_double.py': text });
    expect(outcome.ok ? 'accepted' : outcome.problems.join('\n')).toMatch(reason);
  });
});
