import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Hands } from '../../../activities/hands.js';
import type { BaselineOk } from '../../../core/validator.js';
import { candidate, inJudged, judged, type Room, room, usableBaseline, WITHOUT_NPM } from './room.js';

const TEST = `import test from 'node:test';
import assert from 'node:assert';
import { one } from '../src/one.js';
test('is one', () => assert.equal(one, 1));
`;
const SOURCE = 'export const one = 1;\n';
const ACCEPTANCE = { 'test/two.test.js': TEST.replaceAll(/one(?!\.js)/g, 'two').replace('two, 1', 'two, 2') };
const NOWHERE = 'f'.repeat(40);

let house: Room;
let base: BaselineOk;

beforeAll(async () => {
  const manifest = JSON.stringify({ type: 'module', scripts: { test: 'node --test' } });
  house = await room({ 'package.json': manifest, 'src/one.js': SOURCE, 'test/one.test.js': TEST }, WITHOUT_NPM);
  base = await usableBaseline(house, ACCEPTANCE);
});

/** The same hands, with some that count checkouts or remember otherwise. */
function withHands(changed: Partial<Hands>): Room {
  return { ...house, hands: { ...house.hands, ...changed } };
}

describe('a verdict that is known', () => {
  it('is given without a checkout, with the same content on the history of the candidate that asks', async () => {
    const changes = {
      'src/one.js': `${SOURCE}export const two = 2;\n`,
      'test/one.test.js': '',
      'test/mine.test.js': TEST,
    };
    const made = await candidate(house, changes);
    const first = await judged(house, base, made, { acceptance: ACCEPTANCE, name: '1' });
    const other = await candidate(house, changes);
    const { workspace } = house.hands;
    const closed = { ...workspace, addWorktree: () => Promise.reject(new Error('a checkout was made')) };
    const second = await judged(withHands({ workspace: closed }), base, other, { acceptance: ACCEPTANCE, name: '2' });
    expect(second).toMatchObject({ passed: true, cached: true, tampered: ['test/one.test.js'] });
    expect(await inJudged(house, second, 'test/one.test.js')).toBe(TEST);
    expect(await inJudged(house, second, 'test/two.test.js')).toBe(ACCEPTANCE['test/two.test.js']);
    const [treeBefore, treeNow] = await Promise.all(
      [first, second].map(({ judgedCommit }) => workspace.treeOf(house.repository, judgedCommit)),
    );
    expect(treeNow).toBe(treeBefore);
    expect(await workspace.changedFiles(house.repository, other, second.judgedCommit)).toHaveLength(2);
  });

  it('is made anew when the commit that was judged is gone', async () => {
    const made = await candidate(house, { 'src/one.js': `${SOURCE}export const two = 2; // again\n` });
    const options = { acceptance: ACCEPTANCE, name: '3' };
    const first = await judged(house, base, made, options);
    const { ledger } = house.hands;
    const forgetful: Hands['ledger'] = {
      ...ledger,
      verdicts: {
        ...ledger.verdicts,
        get: async (key) => {
          const known = await ledger.verdicts.get(key);
          return known && { ...known, judgedCommit: NOWHERE };
        },
      },
    };
    const second = await judged(withHands({ ledger: forgetful }), base, made, options);
    expect(second).toMatchObject({ passed: true, cached: false, judgedCommit: first.judgedCommit });
  });
});
