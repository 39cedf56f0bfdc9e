import { beforeAll, describe, expect, test } from '@jest/globals';
import { MESSAGES } from '../../core/deliver.js';
import { formatUsd } from '../../core/money.js';
import { NO_USAGE } from '../../core/price.js';
import { aVerdict } from '../doubles/records.js';
import { untilStatus } from '../doubles/scenarios.js';
import { CALL_MICRO_USD, done, failedVerdict, wantsTool } from '../doubles/scripted-activities.js';
import { quiet } from '../setup/quiet.js';
import { gate, withRun } from './harness.js';

beforeAll(quiet);

describe('deliver', () => {
  test('ends with a branch and a receipt when the first try passes', async () => {
    await withRun({}, async ({ handle, asked }) => {
      const result = await handle.result();
      expect(result).toMatchObject({
        outcome: 'delivered',
        branch: 'nightshift/add-a-thing',
        spentMicroUsd: CALL_MICRO_USD,
      });
      expect(asked.receipts).toHaveLength(1);
      expect(asked.receipts[0]).toMatchObject({ outcome: 'delivered', spentMicroUsd: CALL_MICRO_USD });
      const priced = expect.objectContaining({
        price: expect.objectContaining({ outputMicroUsdPerMTok: expect.any(Number) }),
      });
      expect(asked.receipts[0]?.portfolio).toContainEqual(priced);
      const described = await handle.describe();
      expect(described.memo).toMatchObject({ details: result.details });
      expect(
        described.typedSearchAttributes
          .getAll()
          .map((pair) => pair.key.name)
          .sort(),
      ).toEqual(expect.arrayContaining(['BudgetUsd', 'Outcome', 'SpentUsd', 'Stage']));
    });
  });

  test('repairs with the findings, then asks the next generator, and ends with nothing passed', async () => {
    await withRun({ judge: async () => failedVerdict() }, async ({ handle, asked }) => {
      const result = await handle.result();
      expect(result).toMatchObject({ outcome: 'nothingPassed', branch: null, spentMicroUsd: 4 * CALL_MICRO_USD });
      expect(asked.repairs).toHaveLength(2);
      expect(asked.calls.map((call) => `${call.identity.purpose} ${call.generator.name}`)).toEqual([
        'build vendor/small',
        'repair vendor/small',
        'build vendor/large',
        'repair vendor/large',
      ]);
      expect(new Set(asked.calls.map((call) => call.identity.journalKey)).size).toBe(4);
    });
  });

  test('works on the tasks of a plan in order and judges the whole', async () => {
    const task = (id: string, dependsOn: string[]) => ({
      id,
      title: `Do ${id}`,
      description: '',
      dependsOn,
      paths: [],
      acceptance: [],
    });
    const plan = { summary: '', tasks: [task('second', ['first']), task('first', [])] };
    const script = {
      plan: async () => ({ ok: true as const, plan, chargedMicroUsd: 70, usage: NO_USAGE, replayed: false }),
    };
    await withRun(
      script,
      async ({ handle, asked }) => {
        const result = await handle.result();
        expect(result).toMatchObject({ outcome: 'delivered', spentMicroUsd: 70 + 2 * CALL_MICRO_USD });
        expect(asked.judged.map((input) => [input.taskId, input.judgeAcceptance])).toEqual([
          ['first', false],
          ['second', false],
          ['_whole', true],
        ]);
      },
      { decompose: true },
    );
  });

  test('repairs the whole when the tasks pass alone but not together', async () => {
    const task = (id: string) => ({ id, title: `Do ${id}`, description: '', dependsOn: [], paths: [], acceptance: [] });
    let wholes = 0;
    const script = {
      plan: async () => ({
        ok: true as const,
        plan: { summary: '', tasks: [task('a'), task('b')] },
        chargedMicroUsd: 0,
        usage: NO_USAGE,
        replayed: false,
      }),
      judge: async (input: { taskId: string }) => {
        if (input.taskId !== '_whole') return aVerdict();
        wholes += 1;
        return wholes === 1 ? failedVerdict() : aVerdict();
      },
    };
    await withRun(
      script,
      async ({ handle, asked }) => {
        expect(await handle.result()).toMatchObject({ outcome: 'delivered' });
        expect(asked.repairs).toHaveLength(1);
        expect(asked.receipts[0]?.notes.join()).toContain('not together');
      },
      { decompose: true },
    );
  });

  test('goes on with one task when no usable plan comes', async () => {
    let plans = 0;
    const script = {
      plan: async () => {
        plans += 1;
        return {
          ok: false as const,
          reason: 'invalidAnswer' as const,
          message: 'no JSON',
          chargedMicroUsd: 5,
          usage: NO_USAGE,
          replayed: false,
        };
      },
    };
    await withRun(
      script,
      async ({ handle, asked }) => {
        expect(await handle.result()).toMatchObject({ outcome: 'delivered', spentMicroUsd: CALL_MICRO_USD + 10 });
        expect(plans).toBe(2);
        expect(asked.receipts[0]?.notes.join()).toContain('No usable plan');
      },
      { decompose: true },
    );
  });

  test('ends before money is spent when the base cannot be tested', async () => {
    const baseline = async () => ({
      ok: false as const,
      reason: 'cannotRun' as const,
      message: 'npm test cannot run',
      log: null,
    });
    await withRun({ baseline }, async ({ handle, asked }) => {
      expect(await handle.result()).toMatchObject({
        outcome: 'failed',
        summary: 'npm test cannot run',
        spentMicroUsd: 0,
      });
      expect(asked.calls).toEqual([]);
    });
  });

  test('pauses when the budget does not cover the next try, and goes on when it is raised', async () => {
    await withRun(
      { judge: async (input) => (input.candidate.endsWith('/2') ? aVerdict() : failedVerdict()) },
      async (run) => {
        const status = await untilStatus(run.handle, (one) => one.paused === 'budget');
        expect(status.candidates).toHaveLength(2);
        expect(status.reservedMicroUsd).toBe(0);
        const needed = status.budgetNeededMicroUsd ?? 0;
        expect(needed).toBeGreaterThan(60_000);
        expect(status.doing).toContain(`raise the budget to ${formatUsd(needed)} or more`);
        expect(await run.handle.executeUpdate<number, [number]>(MESSAGES.setBudget, { args: [5_000_000] })).toBe(
          5_000_000,
        );
        expect(await run.handle.result()).toMatchObject({ outcome: 'delivered', budgetMicroUsd: 5_000_000 });
        expect(run.asked.calls).toHaveLength(3);
      },
      { budgetMicroUsd: 60_000 },
    );
  });

  test('refuses a new budget below what is already spent', async () => {
    const held = gate();
    await withRun({ callModel: () => held.opened.then(() => done()) }, async (run) => {
      await untilStatus(run.handle, (status) => status.reservedMicroUsd > 0);
      const update = run.handle.executeUpdate<number, [number]>(MESSAGES.setBudget, { args: [10] });
      await expect(update).rejects.toMatchObject({
        cause: { message: expect.stringContaining('already spent or reserved') },
      });
      held.open();
      await run.handle.result();
    });
  });

  test('starts nothing new while paused and goes on when resumed', async () => {
    const held = gate();
    const turns = [() => held.opened.then(wantsTool), async () => done()];
    await withRun({ callModel: async () => (turns.shift() ?? (async () => done()))() }, async (run) => {
      await untilStatus(run.handle, (status) => status.reservedMicroUsd > 0);
      await run.handle.signal(MESSAGES.pause);
      await untilStatus(run.handle, (status) => status.paused === 'user');
      held.open();
      await run.handle.signal(MESSAGES.resume);
      expect(await run.handle.result()).toMatchObject({ outcome: 'delivered', spentMicroUsd: 2 * CALL_MICRO_USD });
    });
  });

  test('ends a try at its limit of turns and judges what it has', async () => {
    await withRun(
      { callModel: async () => wantsTool() },
      async ({ handle, asked }) => {
        await handle.result();
        expect(asked.calls).toHaveLength(3);
        expect(asked.receipts[0]?.candidates[0]).toMatchObject({ end: 'turnLimit', turns: 3, commit: 'commit-3' });
      },
      { tryLimits: { turns: 3, wallTimeMs: 60_000, requestBytes: 100_000 } },
    );
  });
});
