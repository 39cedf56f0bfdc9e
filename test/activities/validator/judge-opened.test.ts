import { beforeAll, describe, expect, it } from '@jest/globals';
import type { BaselineOk, Verdict } from '../../../core/validator.js';
import { candidate, inJudged, judged, type Room, room, usableBaseline, WITHOUT_NPM } from './room.js';

const HEAD =
  "import test from 'node:test';\nimport assert from 'node:assert';\nimport { greet } from '../src/greet.js';\n";
const POLITE = `${HEAD}test('is polite', () => assert.equal(greet(), 'Good day'));\n`;
const SHORT = `${HEAD}test('is short', () => assert.equal(greet(), 'Hi'));\n`;
const SOURCE_FILE = 'src/greet.js';

describe('a test file that a person opened', () => {
  let house: Room;
  let base: BaselineOk;
  beforeAll(async () => {
    house = await room(
      {
        'package.json': JSON.stringify({ type: 'module' }),
        [SOURCE_FILE]: "export const greet = () => 'Good day';\n",
        'test/greet.test.js': POLITE,
        'test/other.test.js': `${HEAD}test('says something', () => assert.ok(greet()));\n`,
      },
      WITHOUT_NPM,
    );
    base = await usableBaseline(house);
  });

  async function verdictOn(changes: Record<string, string | null>, mayChange: string[]): Promise<Verdict> {
    const opened = { ...house, plan: { ...house.plan, mayChange } };
    return judged(opened, base, await candidate(house, changes));
  }

  const asked = { [SOURCE_FILE]: "export const greet = () => 'Hi';\n", 'test/greet.test.js': SHORT };

  it('is judged as the candidate left it, and told of', async () => {
    const verdict = await verdictOn(asked, ['test/greet.test.js']);
    expect(verdict).toMatchObject({ passed: true, opened: ['test/greet.test.js'], tampered: [] });
    expect(await inJudged(house, verdict, 'test/greet.test.js')).toBe(SHORT);
  });

  it('is put back for everybody else, also after that verdict is known', async () => {
    const verdict = await verdictOn(asked, []);
    expect(verdict).toMatchObject({ passed: false, reason: 'regression', tampered: ['test/greet.test.js'] });
    expect(verdict.opened).toBeUndefined();
  });

  it('still has to pass as it is, and opens no other', async () => {
    const failing = { ...asked, 'test/greet.test.js': SHORT.replace("'Hi'", "'Ho'") };
    expect((await verdictOn(failing, ['test/greet.test.js'])).passed).toBe(false);
    const more = { ...asked, 'test/other.test.js': null };
    expect(await verdictOn(more, ['test/greet.test.js'])).toMatchObject({
      passed: true,
      tampered: ['test/other.test.js'],
    });
  });
});
