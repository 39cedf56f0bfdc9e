import { beforeAll, describe, expect, it } from '@jest/globals';
import type { BaselineOk } from '../../../core/validator.js';
import { candidate, findingsOf, judged, type Room, room, usableBaseline, WITHOUT_NPM } from './room.js';

const TEST = `import test from 'node:test';
import assert from 'node:assert';
import { add } from '../src/sums.js';
test('adds', () => assert.equal(add(1, 2), 3));
`;
const MARKED = '# Sums\n\n<<<<<<< ours\nAdds.\n=======\nSums up.\n>>>>>>> theirs\n';
const FILES = {
  'package.json': JSON.stringify({ name: 'sums', version: '1.0.0', type: 'module' }),
  'src/sums.js': 'export const add = (a, b) => a + b;\n',
  'test/sums.test.js': TEST,
  'README.md': '# Sums\n',
};

let house: Room;
let base: BaselineOk;

beforeAll(async () => {
  house = await room(FILES, WITHOUT_NPM);
  base = await usableBaseline(house);
});

describe('judging what a merge left', () => {
  it('does not pass marks of a conflict though all tests do, and names the file to a repair', async () => {
    const made = await candidate(house, { 'README.md': MARKED, 'src/more.js': 'export const more = 1;\n' });
    const verdict = await judged(house, base, made, { conflicts: ['README.md', 'src/more.js', 'gone.js'] });
    expect(verdict).toMatchObject({ passed: false, reason: 'conflict', findingCount: 1, judgedCommit: made });
    expect(await findingsOf(house, verdict)).toMatchObject([
      { kind: 'conflict', message: expect.stringContaining('README.md') },
    ]);
    expect(await judged(house, base, made)).toMatchObject({ passed: true });
  });

  it('passes it once they are gone, and a line of equals signs that was never one', async () => {
    const made = await candidate(house, { 'README.md': '# Sums\n\nAdds, and sums up.\n\n=======\n' });
    expect(await judged(house, base, made, { conflicts: ['README.md'] })).toMatchObject({ passed: true });
  });
});
