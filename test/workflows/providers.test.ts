import { beforeAll, describe, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import type { CallModelInput, CallModelResult, UnusableReason } from '../../core/model-activities.js';
import { NO_USAGE } from '../../core/price.js';
import { pollPause, untilStatus } from '../doubles/scenarios.js';
import { done, failedVerdict, wantsTool } from '../doubles/scripted-activities.js';
import { TWO_FAMILIES } from '../doubles/scripted-run.js';
import { quiet } from '../setup/quiet.js';
import { withRun } from './harness.js';

beforeAll(quiet);

const HOUR_MS = 3_600_000;
const SOON_MS = 20;

function notAnswered(reason: UnusableReason, waitMs?: number): CallModelResult {
  const cost = { chargedMicroUsd: 0, usage: NO_USAGE, replayed: false };
  return { ok: false, reason, message: `vendor says ${reason}`, ...(waitMs === undefined ? {} : { waitMs }), ...cost };
}

/** The cheap generator answers as told, one call after the other, and then as usual; the dear one as usual. */
function smallAnswers(...answers: (() => CallModelResult)[]) {
  return async ({ generator }: CallModelInput): Promise<CallModelResult> => {
    const next = generator.name === 'vendor/small' ? answers.shift() : undefined;
    return next ? next() : done();
  };
}

const unreachable = (): CallModelResult => {
  throw ApplicationFailure.nonRetryable('vendor/small: cannot connect', 'ModelUnreachable');
};

describe('a generator that cannot be asked', () => {
  test('and never will be is left out with a note, and the run goes on with the others', async () => {
    const script = { callModel: smallAnswers(() => notAnswered('gone')), judge: async () => failedVerdict() };
    await withRun(
      script,
      async ({ handle, asked }) => {
        expect(await handle.result()).toMatchObject({ outcome: 'nothingPassed' });
        const names = asked.calls.map(({ generator }) => generator.name);
        expect(names.filter((name) => name === 'vendor/small')).toHaveLength(1);
        expect(names).toContain('other/large');
        expect(asked.receipts[0]?.notes.join()).toContain('vendor/small was left out from then on: vendor says gone');
      },
      { portfolio: TWO_FAMILIES, repairsMax: 0 },
    );
  });

  test('for an hour gives way to the others meanwhile', async () => {
    const callModel = smallAnswers(() => notAnswered('busy', HOUR_MS));
    await withRun(
      { callModel },
      async ({ handle, asked }) => {
        expect(await handle.result()).toMatchObject({ outcome: 'delivered' });
        expect(asked.receipts[0]?.candidates.map(({ generator, end }) => [generator, end])).toEqual([
          ['vendor/small', 'modelBusy'],
          ['other/large', 'finished'],
        ]);
      },
      { portfolio: TWO_FAMILIES },
    );
  });

  test('for an hour, where there is no other, is waited for by a timer that a person can see and end', async () => {
    const callModel = smallAnswers(() => notAnswered('busy', 4 * HOUR_MS));
    await withRun(
      { callModel },
      async ({ handle }) => {
        const { doing } = await untilStatus(handle, (status) => status.doing.startsWith('waiting for vendor/small'));
        expect(doing).toMatch(/can be asked again at \d\d:\d\d UTC/);
        await handle.cancel();
        await expect(handle.result()).rejects.toThrow();
      },
      { portfolio: TWO_FAMILIES.slice(0, 1) },
    );
  });

  test('for a moment is asked again for the same step, and the try goes on', async () => {
    const callModel = smallAnswers(
      wantsTool,
      () => notAnswered('busy', SOON_MS),
      () => notAnswered('busy', SOON_MS),
    );
    await withRun({ callModel }, async ({ handle, asked }) => {
      expect(await handle.result()).toMatchObject({ outcome: 'delivered' });
      const keys = asked.calls.map(({ identity }) => identity.journalKey.slice(-'turn-1'.length));
      expect(keys).toEqual(['turn-1', 'turn-2', 'turn-2', 'turn-2']);
      expect(asked.receipts[0]?.candidates).toMatchObject([{ end: 'finished', turns: 2 }]);
    });
  });

  test('because its provider is out of reach and never answered is given up after its retries', async () => {
    await withRun(
      { callModel: smallAnswers(unreachable) },
      async ({ handle }) => {
        const { outcome, summary } = await handle.result();
        expect([outcome, summary]).toEqual(['failed', expect.stringContaining('cannot connect')]);
      },
      { portfolio: TWO_FAMILIES.slice(0, 1) },
    );
  });

  test('at an address where nobody is does not hold the run up', async () => {
    const nobody = () => ({ ...notAnswered('busy', HOUR_MS), unreached: true });
    await withRun(
      { callModel: smallAnswers(nobody) },
      async ({ handle, asked }) => {
        expect(await handle.result()).toMatchObject({
          outcome: 'failed',
          summary: expect.stringContaining('vendor says'),
        });
        expect(asked.calls).toHaveLength(1);
      },
      { portfolio: TWO_FAMILIES.slice(0, 1) },
    );
  });

  test('because its provider went away in the middle of a try is waited for', async () => {
    await withRun(
      { callModel: smallAnswers(wantsTool, unreachable) },
      async ({ handle, client }) => {
        await untilStatus(handle, (status) => status.reservedMicroUsd > 0);
        const child = client.workflow.getHandle(`${handle.workflowId}/1/whole/1`);
        for (;;) {
          const { events } = await child.fetchHistory();
          if (events?.some((event) => event.timerStartedEventAttributes)) break;
          await pollPause();
        }
        await handle.cancel();
        await expect(handle.result()).rejects.toThrow();
      },
      { portfolio: TWO_FAMILIES.slice(0, 1) },
    );
  });

  test('while the plan is asked for leaves that to the next generator', async () => {
    const asked: string[] = [];
    const plan = async () => {
      asked.push('plan');
      return asked.length === 1
        ? { ok: false as const, reason: 'gone' as const, message: 'the key is dead', ...FREE }
        : { ok: true as const, plan: { summary: '', tasks: [A_TASK] }, ...FREE };
    };
    await withRun(
      { plan },
      async ({ handle, asked: { receipts } }) => {
        expect(await handle.result()).toMatchObject({ outcome: 'delivered' });
        expect(receipts[0]?.overheadCalls.map(({ generator }) => generator)).toEqual(['vendor/small', 'other/large']);
        expect(receipts[0]?.plan?.tasks).toEqual([A_TASK]);
      },
      { portfolio: TWO_FAMILIES, decompose: true },
    );
  });
});

const FREE = { chargedMicroUsd: 0, usage: NO_USAGE, replayed: false };
const A_TASK = { id: 'one', title: 'Do it', description: '', dependsOn: [], paths: [], acceptance: [] };
