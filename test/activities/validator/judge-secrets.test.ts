import { beforeAll, describe, expect, it } from '@jest/globals';
import type { BaselineOk } from '../../../core/validator.js';
import { GITHUB_TOKEN } from '../secrets/samples.js';
import { candidate as commitOf } from '../workspace/repositories.js';
import { candidate, findingsOf, judged, type Room, room, usableBaseline, WITHOUT_NPM } from './room.js';

const MANIFEST = JSON.stringify({ name: 'sums', version: '1.0.0', type: 'module', scripts: { test: 'node --test' } });
const TEST = `import test from 'node:test';
import assert from 'node:assert';
import { add } from '../src/sums.js';
test('adds', () => assert.equal(add(1, 2), 3));
`;
const SOURCE = 'export const add = (a, b) => a + b;\n';

let house: Room;
let base: BaselineOk;

beforeAll(async () => {
  house = await room({ 'package.json': MANIFEST, 'src/sums.js': SOURCE, 'test/sums.test.js': TEST }, WITHOUT_NPM);
  base = await usableBaseline(house);
});

/** One commit with a secret, and one after it that takes it out. */
async function secretOnTheWay(): Promise<string> {
  const { repository, base: from, user, hands } = house;
  const opened = { repository, base: from, user, state: hands.home.state, workspace: hands.workspace };
  const added = await commitOf(opened, from, { 'src/token.js': `export const token = '${GITHUB_TOKEN}';\n` }, '1');
  return commitOf(opened, added, { 'src/token.js': 'export const token = process.env.TOKEN;\n' }, '2');
}

describe('judging a candidate with a secret', () => {
  it('does not pass it, and tells the repair where it stands but not what it says', async () => {
    const made = await candidate(house, { 'src/token.js': `// a\nexport const token = '${GITHUB_TOKEN}';\n` });
    const verdict = await judged(house, base, made);
    expect(verdict).toMatchObject({ passed: false, reason: 'secret', score: 0, findingCount: 1, judgedCommit: made });
    expect(verdict.firstFinding).toContain('src/token.js:2');
    const findings = await findingsOf(house, verdict);
    expect(findings).toMatchObject([{ kind: 'secret', message: expect.stringContaining('environment') }]);
    expect(JSON.stringify([verdict, findings])).not.toContain(GITHUB_TOKEN.slice(5));
  });

  it('passes it once it is taken out, and leaves the history behind that held it', async () => {
    const verdict = await judged(house, base, await secretOnTheWay());
    expect(verdict).toMatchObject({ passed: true });
    const { inResult, inHistory } = await house.hands.secrets.scan({
      repository: house.repository,
      baseCommit: house.base,
      commit: verdict.judgedCommit,
      acceptance: null,
    });
    expect([...inResult, ...inHistory]).toEqual([]);
  });
});
