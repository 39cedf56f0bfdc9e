import { beforeAll, describe, expect, it } from '@jest/globals';
import type { BaselineOk, Verdict } from '../../../core/validator.js';
import { candidate, findingsOf, inJudged, judged, type Room, room, usableBaseline, WITHOUT_NPM } from './room.js';

const MANIFEST = JSON.stringify({ name: 'sums', version: '1.0.0', type: 'module', scripts: { test: 'node --test' } });
const TEST = `import test from 'node:test';
import assert from 'node:assert';
import { add, negate } from '../src/sums.js';
test('adds', () => assert.equal(add(1, 2), 3));
test('negates', () => assert.equal(negate(1), -1));
`;
const SOURCE = `export const add = (a, b) => a + b;
export const negate = (a) => -a;
`;
const GOOD = `${SOURCE}export const double = (a) => a * 2;\n`;
const BROKEN = GOOD.replace('a + b', 'a - b');
const ACCEPTANCE = {
  'test/double.test.js': `import test from 'node:test';
import assert from 'node:assert';
import { double } from '../src/sums.js';
test('doubles', () => assert.equal(double(4), 8));
`,
};

let house: Room;
let base: BaselineOk;

beforeAll(async () => {
  house = await room({ 'package.json': MANIFEST, 'src/sums.js': SOURCE, 'test/sums.test.js': TEST }, WITHOUT_NPM);
  base = await usableBaseline(house, ACCEPTANCE);
});

async function verdictOn(changes: Record<string, string | null>, acceptance = false): Promise<Verdict> {
  return judged(house, base, await candidate(house, changes), acceptance ? { acceptance: ACCEPTANCE } : {});
}

describe('judging a candidate', () => {
  it('passes one that keeps the tests and does what acceptance asks, and commits those tests', async () => {
    const verdict = await verdictOn({ 'src/sums.js': GOOD }, true);
    expect(verdict).toMatchObject({ passed: true, score: 1, acceptancePassed: 1, acceptanceTotal: 1, tampered: [] });
    expect(await inJudged(house, verdict, 'test/double.test.js')).toBe(ACCEPTANCE['test/double.test.js']);
  });

  it('does not pass one that leaves out what acceptance asks', async () => {
    const verdict = await verdictOn({ 'src/sums.js': `${SOURCE}// later\n` }, true);
    expect(verdict).toMatchObject({ passed: false, reason: 'acceptance', score: 0, acceptancePassed: 0 });
    expect(verdict.firstFinding).toContain('test/double.test.js');
  });

  it('does not pass a regression, and names the test with its message', async () => {
    const verdict = await verdictOn({ 'src/sums.js': BROKEN });
    expect(verdict).toMatchObject({ passed: false, reason: 'regression', score: 0.5 });
    expect(await findingsOf(house, verdict)).toEqual([
      {
        kind: 'regression',
        test: 'test/sums.test.js > adds',
        message: expect.stringMatching(/-1 == 3\n +at .* \(test\/sums\.test\.js:4:\d+\)$/),
      },
    ]);
  });

  it('ignores a report that lies in the tree or is written where a report once was', async () => {
    const forged = JSON.stringify({ testResults: [] });
    const verdict = await verdictOn({ 'src/sums.js': BROKEN, 'report.json': forged, 'report/x': forged });
    expect(verdict).toMatchObject({ passed: false, reason: 'regression' });
  });

  it('says so when nothing, or nothing of its own, was changed', async () => {
    const nothing = await judged(house, base, house.base);
    expect(nothing).toMatchObject({ passed: false, reason: 'unchanged', counts: { total: 0 } });
    const onlyTests = await verdictOn({ 'test/sums.test.js': '' });
    expect(onlyTests).toMatchObject({ passed: false, reason: 'unchanged', tampered: ['test/sums.test.js'] });
    expect(onlyTests.firstFinding).toContain('test/sums.test.js');
  });

  it('keeps tests that a candidate added when they pass, and leaves them out when they do not', async () => {
    const added = ACCEPTANCE['test/double.test.js'];
    const kept = await verdictOn({ 'src/sums.js': GOOD, 'test/mine.test.js': added });
    expect(kept).toMatchObject({ passed: true, tampered: [] });
    expect(kept.droppedTests).toBeUndefined();
    expect(await inJudged(house, kept, 'test/mine.test.js')).toBe(added);

    const failing = added.replace('8', '9');
    const dropped = await verdictOn({ 'src/sums.js': GOOD, 'test/mine.test.js': failing });
    expect(dropped).toMatchObject({ passed: true, droppedTests: ['test/mine.test.js'] });
    expect(await inJudged(house, dropped, 'test/mine.test.js')).toBeNull();
  });

  it('judges the same content only once, on the history of whoever asks', async () => {
    const source = `${GOOD}export const once = 1;\n`;
    const made = await candidate(house, { 'src/sums.js': source, 'test/mine.test.js': '' });
    const first = await judged(house, base, made, { name: '7' });
    const second = await judged(house, base, made, { name: '8' });
    expect([first.cached, second.cached]).toEqual([false, true]);
    expect({ ...second, cached: false, judgedCommit: '', durationMs: 0 }).toEqual({
      ...first,
      judgedCommit: '',
      durationMs: 0,
    });
  });
});
