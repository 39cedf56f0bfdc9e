import { expect, it } from '@jest/globals';
import { candidate, inJudged, judged, room, usableBaseline, WITHOUT_NPM } from './room.js';

const SOURCE = 'export const one = 1;\n';
const TEST = `import test from 'node:test';
import assert from 'node:assert';
import { one } from '../src/one.js';
test('is one', () => assert.equal(one, 1));
`;

it('keeps tests that a candidate added to a base whose own tests do not all pass', async () => {
  const house = await room(
    {
      'package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test' } }),
      'src/one.js': SOURCE,
      'test/one.test.js': `${TEST}test('fails since long', () => assert.equal(one, 2));\n`,
    },
    WITHOUT_NPM,
  );
  const added = TEST.replace('is one', 'is still one');
  const made = await candidate(house, { 'src/one.js': `${SOURCE}export const two = 2;\n`, 'test/mine.test.js': added });
  const verdict = await judged(house, await usableBaseline(house), made);
  expect(verdict).toMatchObject({ passed: true });
  expect(verdict.droppedTests).toBeUndefined();
  expect(await inJudged(house, verdict, 'test/mine.test.js')).toBe(added);
});
