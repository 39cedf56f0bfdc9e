// Tests that stand in the repository already and fail, named by a spec as its acceptance tests.
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AcceptanceFiles } from '../../../core/spec.js';
import type { BaselineOk } from '../../../core/validator.js';
import { baseline, candidate, findingsOf, judged, type Room, room, WITHOUT_NPM } from './room.js';

const HEAD =
  "import test from 'node:test';\nimport assert from 'node:assert/strict';\nimport * as sums from '../src/sums.js';\n";
const ADDS = 'export const add = (a, b) => a + b;\n';
const PENDING = `${HEAD}test('doubles', () => assert.equal(sums.double(4), 8));
test('adds here too', () => assert.equal(sums.add(1, 1), 2));
test.skip('is for later', () => assert.equal(sums.triple(1), 3));
`;

describe('failing tests of the repository that a spec names', () => {
  let house: Room;
  let base: BaselineOk;
  let acceptance: AcceptanceFiles;
  beforeAll(async () => {
    house = await room(
      {
        'package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test' } }),
        'src/sums.js': ADDS,
        'test/add.test.js': `${HEAD}test('adds', () => assert.equal(sums.add(1, 2), 3));\n`,
        'test/pending.test.js': PENDING,
        'test/other.test.js': `${HEAD}test('halves', () => assert.equal(sums.half(4), 2));\n`,
      },
      WITHOUT_NPM,
    );
    const outcome = await baseline(house, undefined, ['test/pending.*']);
    if (!outcome.ok || !outcome.acceptanceFiles) throw new Error('no baseline with the named tests');
    base = outcome;
    acceptance = JSON.parse(await house.hands.ledger.artifacts.get(outcome.acceptanceFiles));
  });

  it('are what a candidate has to make pass, without those that are skipped there or named by nobody', async () => {
    expect(base).toMatchObject({ acceptance: 1, acceptanceNote: '' });
    expect(Object.keys(acceptance)).toEqual(['test/pending.test.js']);
    const right = await candidate(house, { 'src/sums.js': `${ADDS}export const double = (a) => a * 2;\n` });
    expect(await judged(house, base, right, { acceptance })).toMatchObject({ passed: true, acceptanceTotal: 1 });
  });

  it('hold back whoever does not, and whoever changes them', async () => {
    const wrong = await candidate(house, {
      'src/sums.js': `${ADDS}export const double = (a) => a * 3;\n`,
      'test/pending.test.js': PENDING.replace('8', '12'),
    });
    const verdict = await judged(house, base, wrong, { acceptance });
    expect(verdict).toMatchObject({ reason: 'acceptance', tampered: ['test/pending.test.js'] });
    const findings = (await findingsOf(house, verdict)).map(({ kind, test }) => [kind, test]);
    expect(findings).toEqual([
      ['acceptance', 'test/pending.test.js > doubles'],
      ['undone', ''],
    ]);
  });

  it('are said to prove nothing where they pass already, and end the spec where there are none', async () => {
    const passing = await baseline(house, undefined, ['test/add.test.js']);
    expect(passing).toMatchObject({ acceptanceNote: expect.stringContaining('prove nothing') });
    expect(await baseline(house, undefined, ['test/absent.test.js', 'src/**'])).toMatchObject({
      ok: false,
      reason: 'noTests',
      message: expect.stringContaining('commit them first'),
    });
  });
});
