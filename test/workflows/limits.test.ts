import { beforeAll, describe, expect, test } from '@jest/globals';
import { Context } from '@temporalio/activity';
import { MESSAGES } from '../../core/deliver.js';
import type { CallModelInput, CallModelResult } from '../../core/model-activities.js';
import { NO_USAGE } from '../../core/price.js';
import { aVerdict } from '../doubles/records.js';
import { untilStatus } from '../doubles/scenarios.js';
import { done, failedVerdict, okBaseline } from '../doubles/scripted-activities.js';
import { TWO_FAMILIES } from '../doubles/scripted-run.js';
import { quiet } from '../setup/quiet.js';
import { gate, withRun } from './harness.js';

beforeAll(quiet);

/** Dollars that pay for one first call of the cheap generator and not for two of the dear one. */
const TIGHT_MICRO_USD = 60_000;

describe('a budget that does not pay for the next try', () => {
  const terms = { budgetMicroUsd: TIGHT_MICRO_USD, repairsMax: 0 };

  test('ends the run when nobody raises it within its limit, with the best try named and kept', async () => {
    await withRun(
      { judge: async () => failedVerdict() },
      async ({ handle, asked }) => {
        const { outcome, summary } = await handle.result();
        expect(outcome).toBe('pausedOut');
        expect(summary).toContain('nobody raised it within 50 ms');
        expect(summary).toContain('The best try is whole/1 by vendor/small (score 0.50); it is kept.');
        expect(asked.receipts[0]).toMatchObject({ outcome: 'pausedOut', candidates: [{ taskId: 'whole' }] });
      },
      { ...terms, pauseLimitMs: 50 },
    );
  });

  test('goes on from there when it is raised: nothing is asked or judged again', async () => {
    const judge = async ({ candidate }: { candidate: string }) =>
      candidate.endsWith('/2') ? aVerdict() : failedVerdict();
    await withRun(
      { judge },
      async ({ handle, asked }) => {
        await untilStatus(handle, (status) => status.paused === 'budget');
        const [calls, judged] = [asked.calls.length, asked.judged.length];
        await handle.executeUpdate<number, [number]>(MESSAGES.setBudget, { args: [5_000_000] });
        expect(await handle.result()).toMatchObject({ outcome: 'delivered' });
        expect([asked.calls.length, asked.judged.length]).toEqual([calls + 1, judged + 1]);
      },
      terms,
    );
  });
});

describe('a cap on tokens', () => {
  test('pauses the run as one on money does, and goes on when it is raised', async () => {
    const usage = { ...NO_USAGE, inputTokens: 900, outputTokens: 100 };
    await withRun(
      {
        callModel: async () => ({ ...done(), usage }),
        judge: async ({ candidate }) => (candidate.endsWith('/2') ? aVerdict() : failedVerdict()),
      },
      async ({ handle, asked }) => {
        const paused = await untilStatus(handle, (status) => status.paused === 'budget');
        expect(paused.doing).toMatch(/tokens are left .* raise their cap to \d+/);
        expect(paused.tokens).toMatchObject({ cap: 22_500, spent: 1_000, needed: expect.any(Number) });
        const total = paused.tokens?.needed ?? 0;
        await handle.executeUpdate<number, [number, number]>(MESSAGES.setBudget, { args: [5_000_000, total] });
        expect(await handle.result()).toMatchObject({ outcome: 'delivered' });
        const leases = asked.calls.map(({ allowanceTokens }) => allowanceTokens);
        expect(leases.every((tokens) => tokens !== undefined && tokens <= total)).toBe(true);
      },
      { budgetTokens: 22_500, repairsMax: 0 },
    );
  });
});

describe('a deadline', () => {
  test('lets no try begin after it', async () => {
    const held = gate();
    await withRun(
      {
        baseline: async () => {
          await held.opened;
          return okBaseline();
        },
      },
      async ({ handle, asked }) => {
        const { startedAtMs } = await untilStatus(handle, () => true);
        while (Date.now() <= startedAtMs + 1) await new Promise((resolve) => setImmediate(resolve));
        held.open();
        const { outcome, summary } = await handle.result();
        expect([outcome, summary]).toEqual(['nothingPassed', expect.stringContaining('the deadline of 1 ms')]);
        expect(asked.calls).toEqual([]);
      },
      { deadlineMs: 1 },
    );
  });
});

describe('tries side by side', () => {
  const three = { strategy: 'best-of-n' as const, bestOf: 3, portfolio: TWO_FAMILIES };

  /** All tries wait for each other; then the second is done, and the others go on until they are ended. */
  function secondIsDone() {
    const all = gate();
    let asking = 0;
    return async ({ identity }: CallModelInput): Promise<CallModelResult> => {
      asking += 1;
      if (asking === 3) all.open();
      await all.opened;
      return identity.attempt.endsWith('/2') ? done() : Context.current().cancelled;
    };
  }

  test('run together, and the first pass ends the others, whose cost is booked', async () => {
    await withRun(
      { callModel: secondIsDone(), chargedUnder: () => 444 },
      async ({ handle, asked }) => {
        const result = await handle.result();
        expect(result).toMatchObject({ outcome: 'delivered', spentMicroUsd: 1_000 + 2 * 444 });
        const ends = asked.receipts[0]?.candidates.map(({ key, end }) => `${key.slice(-1)} ${end}`);
        expect(ends?.sort()).toEqual(['1 cancelled', '2 finished', '3 cancelled']);
      },
      three,
    );
  });

  test('are all ended, and booked, when the run is cancelled', async () => {
    const all = gate();
    let asking = 0;
    const callModel = async () => {
      asking += 1;
      if (asking === 3) all.open();
      return Context.current().cancelled;
    };
    await withRun(
      { callModel, chargedUnder: () => 444 },
      async ({ handle, asked }) => {
        await all.opened;
        await handle.cancel();
        await expect(handle.result()).rejects.toThrow();
        expect(asked.receipts[0]).toMatchObject({ outcome: 'cancelled', spentMicroUsd: 3 * 444 });
      },
      three,
    );
  });

  test('never hold more than the cap, and those that it does not cover begin when others have given back', async () => {
    const peaks: number[] = [];
    const budgetMicroUsd = 100_000;
    const held: Record<string, number> = {};
    await withRun(
      {
        callModel: async ({ identity, allowanceMicroUsd }) => {
          held[identity.attempt] = allowanceMicroUsd;
          peaks.push(Object.values(held).reduce((sum, one) => sum + one, 0));
          await new Promise((resolve) => setImmediate(resolve));
          delete held[identity.attempt];
          return done();
        },
        judge: async () => failedVerdict(),
      },
      async ({ handle, asked }) => {
        expect(await handle.result()).toMatchObject({ outcome: 'nothingPassed', spentMicroUsd: 12 * 1_000 });
        expect(asked.receipts[0]?.candidates).toHaveLength(12);
        expect(Math.max(...peaks)).toBeLessThanOrEqual(budgetMicroUsd);
      },
      { ...three, bestOf: 12, budgetMicroUsd },
    );
  });

  test('reach no further than the limit of tries', async () => {
    await withRun(
      { judge: async () => failedVerdict() },
      async ({ handle, asked }) => {
        expect(await handle.result()).toMatchObject({ outcome: 'nothingPassed' });
        expect(asked.receipts[0]?.candidates).toHaveLength(2);
      },
      { ...three, candidatesMax: 2 },
    );
  });
});

describe('a history that has grown long', () => {
  const task = (id: string) => ({ id, title: `Do ${id}`, description: '', dependsOn: [], paths: [], acceptance: [] });
  const plan = { summary: '', tasks: [task('first'), task('second')] };

  test('is left behind between tasks, and the run goes on with all that it knows', async () => {
    await withRun(
      { plan: async () => ({ ok: true, plan, chargedMicroUsd: 70, usage: NO_USAGE, replayed: false }) },
      async ({ handle, asked, client }) => {
        expect(await handle.result()).toMatchObject({ outcome: 'delivered', spentMicroUsd: 2 * 1_000 + 70 });
        expect(asked.calls.map(({ identity }) => identity.attempt.split('/')[1])).toEqual(['first', 'second']);
        expect(asked.receipts).toHaveLength(1);
        const runs = await runsOf(client.workflow.list({ query: `WorkflowId = "${handle.workflowId}"` }));
        expect(runs.filter((status) => status === 'CONTINUED_AS_NEW').length).toBeGreaterThanOrEqual(2);
        expect((await client.workflow.getHandle(handle.workflowId).describe()).memo).toMatchObject({
          title: 'Add a thing',
          details: expect.stringContaining('Do first'),
        });
      },
      { decompose: true, historyEventsMax: 10 },
    );
  });
});

async function runsOf(list: AsyncIterable<{ status: { name: string } }>): Promise<string[]> {
  const names: string[] = [];
  for await (const { status } of list) names.push(status.name);
  return names;
}
