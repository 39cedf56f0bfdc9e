import { beforeAll, describe, expect, test } from '@jest/globals';
import { Context } from '@temporalio/activity';
import { WorkflowFailedError, type WorkflowHandle, WorkflowNotFoundError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { MESSAGES } from '../../core/deliver.js';
import type { CallModelInput, CallModelResult, PlanResult } from '../../core/model-activities.js';
import { NO_USAGE } from '../../core/price.js';
import { pollPause, untilStatus } from '../doubles/scenarios.js';
import { CALL_MICRO_USD, done, wantsTool } from '../doubles/scripted-activities.js';
import { quiet } from '../setup/quiet.js';
import { gate, withRun } from './harness.js';

beforeAll(quiet);

/** A message reaches a try by way of its run, which takes a moment. */
async function untilSignalled(child: WorkflowHandle): Promise<void> {
  for (;;) {
    const { events } = await child.fetchHistory();
    if (events?.some((event) => event.workflowExecutionSignaledEventAttributes)) return;
    await pollPause();
  }
}

/** Reserved for and begun are two moments. */
async function untilStarted(child: WorkflowHandle): Promise<void> {
  for (;;) {
    try {
      await child.describe();
      return;
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      await pollPause();
    }
  }
}

describe('the end of a run that goes wrong', () => {
  test('books a call that was cut off by cancellation, and writes the receipt', async () => {
    // As a real call does, this one ends when the cancellation reaches it; what it cost stands in the ledger only.
    const script = { callModel: () => Context.current().cancelled, chargedUnder: () => 777 };
    await withRun(script, async (run) => {
      await untilStatus(run.handle, (status) => status.reservedMicroUsd > 0);
      await run.handle.cancel();
      await expect(run.handle.result()).rejects.toThrow(WorkflowFailedError);
      expect((await run.handle.describe()).status.name).toBe('CANCELLED');
      expect(run.asked.receipts[0]).toMatchObject({ outcome: 'cancelled', spentMicroUsd: 777 });
      expect(run.asked.receipts[0]?.candidates).toHaveLength(1);
    });
  });

  test('writes the receipt, and ends the try, when a pause and a cancellation reach it together', async () => {
    const [held, asking] = [gate(), gate()];
    const answers = [
      async () => wantsTool(),
      () => {
        asking.open();
        return held.opened.then(() => wantsTool());
      },
    ];
    const script = { callModel: async () => (answers.shift() ?? (async () => done()))(), chargedUnder: () => 777 };
    await withRun(script, async ({ handle, client, asked, whileStopped }) => {
      await asking.opened;
      await handle.signal(MESSAGES.pause);
      const child = client.workflow.getHandle(`${handle.workflowId}/1/whole/1`);
      await untilSignalled(child);
      held.open();
      // The try waits, so that nothing is in flight while the worker is away.
      await whileStopped(async () => {
        await handle.signal(MESSAGES.pause);
        await handle.cancel();
      });
      await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
      expect(asked.receipts[0]).toMatchObject({ outcome: 'cancelled', spentMicroUsd: 777 });
      expect((await child.describe()).status.name).toBe('COMPLETED');
    });
  });

  test('settles from the ledger when a candidate is terminated, or meets what nobody expected', async () => {
    const held = gate();
    const malformed = JSON.parse('{"ok":true,"toolCalls":1,"conversation":null}') as CallModelResult;
    const script = {
      callModel: async ({ identity }: CallModelInput) => {
        if (identity.attempt.endsWith('/2')) return malformed;
        await held.opened;
        return done();
      },
      chargedUnder: () => 4_321,
    };
    await withRun(
      script,
      async (run) => {
        await untilStatus(run.handle, (status) => status.reservedMicroUsd > 0);
        const first = run.client.workflow.getHandle(`${run.handle.workflowId}/1/whole/1`);
        await untilStarted(first);
        await first.terminate('by the test');
        const status = await untilStatus(run.handle, (one) => one.candidates.length === 2);
        const lost = { end: 'toolsUnavailable', chargedMicroUsd: 4_321 };
        expect(status.candidates).toMatchObject([lost, lost]);
        held.open();
        expect((await run.handle.result()).spentMicroUsd).toBe(2 * 4_321 + CALL_MICRO_USD);
      },
      { strategy: 'best-of-n', bestOf: 3 },
    );
  });

  test('ends as failed with the reason when a hand fails for good', async () => {
    const judge = async () => {
      throw ApplicationFailure.nonRetryable('the disk is gone', 'MissingCommit');
    };
    await withRun({ judge }, async ({ handle, asked }) => {
      await expect(handle.result()).rejects.toMatchObject({ cause: { message: 'the disk is gone' } });
      expect(asked.receipts[0]).toMatchObject({
        outcome: 'failed',
        summary: expect.stringContaining('the disk is gone'),
      });
    });
  });

  test('ends as failed with the reason when its own code meets what nobody expected, and does not hang', async () => {
    const answer = { ok: true, plan: null, chargedMicroUsd: 0, usage: NO_USAGE, replayed: false };
    const malformed = JSON.parse(JSON.stringify(answer)) as PlanResult;
    await withRun(
      { plan: async () => malformed },
      async ({ handle, asked }) => {
        await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'Unexpected' } });
        expect((await handle.describe()).status.name).toBe('FAILED');
        expect(asked.receipts[0]).toMatchObject({
          outcome: 'failed',
          summary: expect.stringContaining('unexpected error'),
        });
      },
      { decompose: true },
    );
  });

  test.each([
    ['a message that names the generator', 'vendor/small: cannot connect'],
    ['a message that names none', 'cannot connect'],
  ])('names the generator once for a call that fails with %s', async (_, message) => {
    const callModel = async () => {
      throw ApplicationFailure.nonRetryable(message, 'ModelUnreachable');
    };
    await withRun({ callModel }, async ({ handle, asked }) => {
      await handle.result();
      expect(asked.receipts[0]?.candidates[0]?.note).toBe('vendor/small: cannot connect');
    });
  });

  test('says that no model could be asked when every provider refuses', async () => {
    const callModel = async () => ({
      ok: false as const,
      reason: 'rejected' as const,
      message: 'vendor refused the key (401)',
      chargedMicroUsd: 0,
      usage: NO_USAGE,
      replayed: false,
    });
    await withRun({ callModel }, async ({ handle }) => {
      const result = await handle.result();
      expect(result.outcome).toBe('failed');
      expect(result.summary).toContain('vendor refused the key (401)');
    });
  });
});
