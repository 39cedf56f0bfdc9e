import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { appendMessage } from '../../../activities/conversation.js';
import { checkTests } from '../../../activities/validator/check-tests.js';
import { deliverTests } from '../../../activities/validator/deliver-tests.js';
import type { AcceptanceFiles } from '../../../core/spec.js';
import type { BaselineOk } from '../../../core/validator.js';
import type { CheckedTests } from '../../../core/written-tests.js';
import { git, storeOf } from '../workspace/repositories.js';
import { candidate, findingsOf, inJudged, judged, type Room, room, usableBaseline, WITHOUT_NPM } from './room.js';

const SOURCE = 'export const add = (a, b) => a + b;\n';
const RIGHT = `${SOURCE}export const double = (a) => a * 2;\n`;
/** Knows the values that the shown tests ask for, and nothing else. */
const FITTED = `${SOURCE}export const double = (a) => ({ 1: 2, 2: 4, 3: 6 })[a];\n`;
const SHOWN = 'test/shown.test.js';
const HELD = 'test/held.test.js';

function nodeTest(name: string, ...tests: [string, string][]): string {
  const body = tests.map(([title, check]) => `test('${title}', () => assert.equal(${check}));`).join('\n');
  return `import test from 'node:test';\nimport assert from 'node:assert/strict';\nimport { ${name} } from '../src/sums.js';\n${body}\n`;
}

const WRITTEN: AcceptanceFiles = {
  [SHOWN]: nodeTest('double', ['of one', 'double(1), 2'], ['of two', 'double(2), 4'], ['of three', 'double(3), 6']),
  [HELD]: nodeTest('double', ['of ten is a secret', 'double(10), 20'], ['of three again', 'double(3), 6']),
};

/** The name of a text in an object store. */
function blobOf(text = ''): string {
  return createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');
}

describe('held-out tests', () => {
  let house: Room;
  let base: BaselineOk;
  let accepted: Extract<CheckedTests, { ok: true }>;
  beforeAll(async () => {
    house = await room(
      {
        'package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test' } }),
        'src/sums.js': SOURCE,
        'test/add.test.js': nodeTest('add', ['adds', 'add(1, 2), 3']),
        // Fails in the run with held-out tests only, as one that fails at random may.
        'test/chance.test.js': nodeTest('add', ['by chance', `add(Number(existsSync('${HELD}')), 1), 1`]).replace(
          'import',
          "import { existsSync } from 'node:fs';\nimport",
        ),
      },
      WITHOUT_NPM,
    );
    base = await usableBaseline(house);
    const { artifacts } = house.hands.ledger;
    const authored = {
      files: await artifacts.put(JSON.stringify(WRITTEN)),
      conversation: await appendMessage(artifacts, null, { role: 'assistant', content: 'Done.' }),
    };
    const { repository, base: commit, plan: validator } = house;
    const checked = await checkTests(
      house.hands,
      { repository, commit, validator, baseline: base.results, authored, holdout: 0.4, sandbox: 'bubblewrap' },
      new AbortController().signal,
    );
    if (!checked.ok) throw new Error(checked.problems.join(' '));
    accepted = checked;
  });

  async function judgedWith(text: string, name: string, heldOut: boolean) {
    const { artifacts } = house.hands.ledger;
    const acceptance: AcceptanceFiles = JSON.parse(await artifacts.get(accepted.visible));
    const made = await candidate(house, { 'src/sums.js': text });
    const options = { acceptance, name, ...(heldOut ? { heldOut: accepted.heldOut } : {}) };
    return judged(house, { ...base, results: accepted.results }, made, options);
  }

  it('are a file of their own, counted apart', () => {
    expect(accepted).toMatchObject({ paths: [SHOWN], count: 3, heldOut: { paths: [HELD], count: 2 } });
  });

  it('catch code that knows only what the shown tests ask for', async () => {
    expect(await judgedWith(FITTED, 'without', false)).toMatchObject({ passed: true });
    expect(await judgedWith(FITTED, 'with', true)).toMatchObject({
      passed: false,
      reason: 'acceptance',
      heldOut: { passed: 1, total: 2 },
      acceptancePassed: 3,
      acceptanceTotal: 3,
    });
  });

  it('tell a generator nothing but how many fail, and stand in no commit', async () => {
    const verdict = await judgedWith(FITTED, 'told', true);
    const findings = await findingsOf(house, verdict);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.message).toMatch(/^1 of 2 held-out checks fail\./);
    expect(JSON.stringify([findings, verdict.firstFinding])).not.toMatch(/secret|held\.test|double\(10\)/);
    expect(await inJudged(house, verdict, HELD)).toBeNull();
    const { home } = house.hands;
    const store = storeOf({ state: home.state, repository: house.repository });
    const objects = git(store, 'cat-file', '--batch-all-objects', '--batch-check');
    expect(objects).toContain(blobOf(WRITTEN[SHOWN]));
    expect(objects).not.toContain(blobOf(WRITTEN[HELD]));
  });

  it('let the right work pass, and join its branch with the others', async () => {
    const verdict = await judgedWith(RIGHT, 'right', true);
    expect(verdict).toMatchObject({ passed: true, score: 1, heldOut: { passed: 2, total: 2 } });
    const { visible, heldOut } = accepted;
    const at = {
      repository: house.repository,
      run: 'spec.1',
      commit: verdict.judgedCommit,
      visible,
      heldOut: heldOut?.files ?? null,
      setAside: [],
      committedAtMs: Date.UTC(2026, 10, 22),
    };
    const read = (commit: string, path: string) =>
      house.hands.workspace.readFile(house.repository, commit, path, 100_000);
    const kept = await deliverTests(house.hands, { ...at, keep: true });
    expect([await read(kept.commit, SHOWN), await read(kept.commit, HELD)]).toEqual([WRITTEN[SHOWN], WRITTEN[HELD]]);
    const without = await deliverTests(house.hands, { ...at, keep: false });
    expect([await read(without.commit, SHOWN), await read(without.commit, HELD)]).toEqual([null, null]);
    expect(await read(without.commit, 'src/sums.js')).toBe(RIGHT);
  });
});
