import { beforeAll, describe, expect, it } from '@jest/globals';
import type { BaselineOk } from '../../../core/validator.js';
import { git, storeOf } from '../workspace/repositories.js';
import { candidate, findingsOf, judged, type Room, room, usableBaseline } from './room.js';

/** Loads every file of test/cases/ and says in TAP, which names no files, what became of its tests. */
const RUNNER = `import { readdirSync } from 'node:fs';
const cases = [];
globalThis.check = (name, run) => cases.push([name, run]);
for (const file of readdirSync('test/cases').sort()) await import('./cases/' + file);
console.log('TAP version 13');
let failed = 0;
for (const [at, [name, run]] of cases.entries()) {
  let ok = false;
  try { ok = run() === true; } catch {}
  if (!ok) failed += 1;
  console.log((ok ? 'ok ' : 'not ok ') + (at + 1) + ' - ' + name);
}
console.log('1..' + cases.length);
process.exitCode = failed > 0 ? 1 : 0;
`;
const SOURCE = 'export const add = (a, b) => a + b;\n';
const FILES = {
  'package.json': JSON.stringify({ type: 'module' }),
  'src/sums.js': SOURCE,
  'test/run.js': RUNNER,
  'test/cases/add.js': "import { add } from '../../src/sums.js';\ncheck('adds', () => add(1, 2) === 3);\n",
};
const DOUBLE = "import { double } from '../../src/sums.js';\ncheck('doubles', () => double(4) === 8);\n";
const ACCEPTANCE = { 'test/cases/double.js': DOUBLE };
/** A file of Node's own test runner, on one function of the source. */
function nodeTest(name: string, test: string): string {
  return `import test from 'node:test';\nimport assert from 'node:assert';\nimport { ${name} } from '../src/sums.js';\n${test}\n`;
}

const GOOD = `${SOURCE}export const double = (a) => a * 2;\n`;
const WRONG = `${SOURCE}export const double = (a) => a * 3;\n`;

describe.each<[string, { test: string; report: 'tap' }, Record<string, string>, Record<string, string>]>([
  ['a TAP script that crashes', { test: 'node test/run.js', report: 'tap' }, FILES, ACCEPTANCE],
  [
    "Node's own TAP",
    { test: 'node --test --test-reporter=tap test/', report: 'tap' },
    {
      'package.json': FILES['package.json'],
      'src/sums.js': SOURCE,
      'test/add.test.js': nodeTest('add', "test('adds', () => assert.equal(add(1, 2), 3));"),
    },
    { 'test/double.test.js': nodeTest('double', "test('doubles', () => assert.equal(double(4), 8));") },
  ],
])('acceptance tests that the base cannot load, in %s', (_what, terms, files, acceptance) => {
  let house: Room;
  let base: BaselineOk;
  beforeAll(async () => {
    house = await room(files, terms);
    base = await usableBaseline(house, acceptance);
  });

  it('are asked for all the same', () => {
    expect(base).toMatchObject({ acceptance: 1, acceptanceNote: '' });
  });

  it('pass a candidate that does what they ask', async () => {
    const verdict = await judged(house, base, await candidate(house, { 'src/sums.js': GOOD }), { acceptance });
    expect(verdict).toMatchObject({ passed: true, score: 1, acceptancePassed: 1, acceptanceTotal: 1 });
  });

  it('do not pass one that does it wrongly, and name the test', async () => {
    const verdict = await judged(house, base, await candidate(house, { 'src/sums.js': WRONG }), { acceptance });
    expect(verdict).toMatchObject({ passed: false, reason: 'acceptance', acceptancePassed: 0, acceptanceTotal: 1 });
    expect(await findingsOf(house, verdict)).toMatchObject([{ kind: 'acceptance', test: 'doubles' }]);
  });

  it('do not pass one that leaves it out', async () => {
    const idle = await candidate(house, { 'src/sums.js': `${SOURCE}// later\n` });
    expect((await judged(house, base, idle, { acceptance })).passed).toBe(false);
  });
});

describe('acceptance files that the test command does not run', () => {
  it('are told of in plain words', async () => {
    const house = await room(FILES, { test: 'node test/run.js', report: 'tap' });
    const { acceptance, acceptanceNote } = await usableBaseline(house, { 'test/elsewhere/double.js': DOUBLE });
    expect(acceptance).toBe(0);
    expect(acceptanceNote).toMatch(
      /test\/elsewhere\/double\.js\) prove nothing: .*"node test\/run\.js" comes out the same/,
    );
  });
});

describe("the judged commit's subject", () => {
  it.each<[string, Record<string, string>, string]>([
    ['the acceptance tests', {}, "Add the spec's acceptance tests"],
    [
      'both',
      { 'test/run.js': 'process.exit(0);\n' },
      "Add the spec's acceptance tests; put tests and configuration back",
    ],
  ])('says what it does: %s', async (_what, changes, subject) => {
    const house = await room(FILES, { test: 'node test/run.js', report: 'tap' });
    const base = await usableBaseline(house, ACCEPTANCE);
    const made = await candidate(house, { 'src/sums.js': GOOD, ...changes });
    const { judgedCommit } = await judged(house, base, made, { acceptance: ACCEPTANCE });
    const { hands, repository } = house;
    const store = storeOf({ state: hands.home.state, repository });
    expect(git(store, 'log', '-1', '--format=%s', judgedCommit).trim()).toBe(subject);
  });
});
