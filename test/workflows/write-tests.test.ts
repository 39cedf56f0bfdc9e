import { beforeAll, describe, expect, test } from '@jest/globals';
import { DEFAULT_VALIDATOR_TERMS, type Terms } from '../../core/terms.js';
import { aVerdict } from '../doubles/records.js';
import {
  acceptedTests,
  CALL_MICRO_USD,
  done,
  failedVerdict,
  wantsTool,
  writtenResults,
} from '../doubles/scripted-activities.js';
import { TWO_FAMILIES } from '../doubles/scripted-run.js';
import { quiet } from '../setup/quiet.js';
import { withRun } from './harness.js';

beforeAll(quiet);

const WRITE: Partial<Terms> = { validator: { ...DEFAULT_VALIDATOR_TERMS, acceptance: 'write' } };

describe('acceptance tests for a spec that brings none', () => {
  test('are written by another family before the work, judge it, and stand on the receipt with their price', async () => {
    await withRun(
      {},
      async ({ handle, asked }) => {
        expect(await handle.result()).toMatchObject({ outcome: 'delivered', spentMicroUsd: 2 * CALL_MICRO_USD });
        expect(asked.calls.map(({ identity, generator }) => [identity.purpose, generator.name])).toEqual([
          ['tests', 'vendor/large'],
          ['build', 'vendor/small'],
        ]);
        expect(asked.calls[0]?.identity.journalKey).toMatch(/\/1\/_tests\/1\/turn-1$/);
        expect(asked.judged[0]).toMatchObject({ baseline: writtenResults, acceptance: { preview: '[]' } });
        const [receipt] = asked.receipts;
        expect(receipt?.overheadCalls).toMatchObject([{ purpose: 'tests', chargedMicroUsd: CALL_MICRO_USD }]);
        expect(receipt?.writtenTests).toMatchObject({ author: 'vendor/large', count: 5 });
      },
      WRITE,
    );
  });

  test('are mended once from what was wrong with them', async () => {
    const answers = [wantsTool(), done()];
    let checks = 0;
    await withRun(
      {
        callModel: async () => answers.shift() ?? done(),
        checkTests: async () => {
          checks += 1;
          return { ok: false, problems: [`slip ${checks}`] };
        },
      },
      async ({ handle, asked }) => {
        expect(await handle.result()).toMatchObject({ outcome: 'delivered' });
        expect(asked.calls.map(({ identity }) => identity.purpose)).toEqual(['tests', 'tests', 'tests', 'build']);
        expect(asked.testsBriefs.map(({ problems }) => problems)).toEqual([[], ['slip 1']]);
        // The second try begins with the files of the first.
        expect(asked.checked.map(({ authored }) => authored.files !== null)).toEqual([true, true]);
        expect(asked.judged[0]?.acceptance).toBeNull();
        expect(asked.receipts[0]?.writtenTests).toBeNull();
        expect(asked.receipts[0]?.notes.join()).toMatch(
          /vendor\/large wrote were not accepted \(slip 2\): there are no/,
        );
      },
      WRITE,
    );
  });

  test('are done without where their author cannot be asked', async () => {
    const unavailable = { ...done(), ok: false as const, reason: 'rejected' as const, message: 'no such model' };
    await withRun(
      { callModel: async ({ identity }) => (identity.purpose === 'tests' ? unavailable : done()) },
      async ({ handle, asked }) => {
        expect(await handle.result()).toMatchObject({ outcome: 'delivered' });
        expect(asked.checked).toEqual([]);
        expect(asked.receipts[0]?.notes.join()).toContain('vendor/large wrote no acceptance tests (no such model)');
      },
      WRITE,
    );
  });

  test('are done without where they would take too much of the budget, and nothing is asked for them', async () => {
    await withRun(
      {},
      async ({ handle, asked }) => {
        expect(await handle.result()).toMatchObject({ outcome: 'delivered', spentMicroUsd: CALL_MICRO_USD });
        expect(asked.receipts[0]?.notes.join()).toContain('The budget did not cover acceptance tests');
      },
      { ...WRITE, budgetMicroUsd: 600_000 },
    );
  });

  test('are set aside where two families fail them, and what fails nothing else is delivered with their names', async () => {
    const doubted = 'test/thing.test.js > asks too much';
    const failing = {
      ...failedVerdict(),
      reason: 'acceptance' as const,
      acceptanceTotal: 5,
      failedAcceptance: [doubted],
    };
    await withRun(
      { judge: async ({ setAside }) => (setAside?.includes(doubted) ? aVerdict() : failing) },
      async ({ handle, asked }) => {
        expect(await handle.result()).toMatchObject({ outcome: 'delivered' });
        expect(asked.judged.at(-1)).toMatchObject({ setAside: [doubted] });
        expect(asked.delivered).toMatchObject([{ setAside: [doubted], keep: true }]);
        const [receipt] = asked.receipts;
        expect(receipt?.writtenTests).toMatchObject({ setAside: [doubted] });
        expect(receipt?.notes.join()).toContain(`all failed them: ${doubted}`);
        expect(receipt?.candidates.filter(({ verdict }) => verdict?.passed)).toHaveLength(1);
      },
      { ...WRITE, portfolio: TWO_FAMILIES },
    );
  });

  test('are held out from the start, and join the branch at the end', async () => {
    const heldOut = { files: writtenResults, results: writtenResults, paths: ['test/held.test.js'], count: 2 };
    await withRun(
      { checkTests: async () => ({ ...acceptedTests(), heldOut }) },
      async ({ handle, asked }) => {
        expect(await handle.result()).toMatchObject({
          outcome: 'delivered',
          commit: expect.stringMatching(/-with-tests$/),
        });
        expect(asked.checked[0]?.holdout).toBe(0.3);
        expect(asked.judged[0]?.heldOut).toEqual(heldOut);
        expect(asked.delivered).toMatchObject([{ heldOut: heldOut.files, keep: true }]);
      },
      { validator: { ...DEFAULT_VALIDATOR_TERMS, holdout: 0.3 } },
    );
  });

  test('are taken out of the branch where the repository does not want them', async () => {
    await withRun(
      {},
      async ({ handle, asked }) => {
        await handle.result();
        expect(asked.delivered).toMatchObject([{ heldOut: null, keep: false }]);
      },
      { validator: { ...DEFAULT_VALIDATOR_TERMS, keepTests: false } },
    );
  });

  test('are not asked for where the terms leave them out', async () => {
    await withRun({}, async ({ handle, asked }) => {
      await handle.result();
      expect(asked.calls.map(({ identity }) => identity.purpose)).toEqual(['build']);
    });
  });
});
