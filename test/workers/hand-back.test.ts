// What becomes of activities whose worker is told to leave, on a real server.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { cancellationSignal } from '../../activities/cancellation-signal.js';
import { CALL_MICRO_USD, done } from '../doubles/scripted-activities.js';
import { quiet } from '../setup/quiet.js';
import { gate, withRun } from '../workflows/harness.js';

beforeAll(quiet);

async function toldToEnd(): Promise<void> {
  const signal = cancellationSignal();
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

const WAYS_OUT = [
  function asItsSignalSays() {
    cancellationSignal().throwIfAborted();
    return done();
  },
  function asIfNothingWere() {
    return done(999_000);
  },
  function brokenForGood() {
    throw ApplicationFailure.nonRetryable('the sandbox went away', 'MissingArtifact');
  },
];

describe('an activity whose worker leaves', () => {
  test('is done by the next worker, however it ends itself', async () => {
    const asking = WAYS_OUT.map(gate);
    const attempts: number[] = [];
    const callModel = async () => {
      const before = attempts.push(Context.current().info.attempt) - 1;
      const leave = WAYS_OUT[before];
      if (!leave) return done();
      asking[before]?.open();
      await toldToEnd();
      return leave();
    };
    await withRun({ callModel }, async ({ handle, whileStopped }) => {
      for (const asked of asking) {
        await asked.opened;
        await whileStopped(async () => undefined, 0);
      }
      expect(await handle.result()).toMatchObject({ outcome: 'delivered', spentMicroUsd: CALL_MICRO_USD });
    });
    expect(attempts).toEqual([1, 2, 3, 4]);
  });

  test('is waited for while its time runs', async () => {
    const asking = gate();
    const held = gate();
    let calls = 0;
    const callModel = async () => {
      calls += 1;
      asking.open();
      await Promise.race([held.opened, toldToEnd()]);
      return done();
    };
    await withRun({ callModel }, async ({ handle, whileStopped }) => {
      await asking.opened;
      const stopping = whileStopped(async () => undefined, 60_000);
      held.open();
      await stopping;
      expect(await handle.result()).toMatchObject({ outcome: 'delivered', spentMicroUsd: CALL_MICRO_USD });
    });
    expect(calls).toBe(1);
  });

  test('ends for good when a person cancelled it before', async () => {
    const [asking, heard, held] = [gate(), gate(), gate()];
    const callModel = async () => {
      asking.open();
      await toldToEnd();
      heard.open();
      await held.opened;
      cancellationSignal().throwIfAborted();
      return done();
    };
    await withRun({ callModel, chargedUnder: () => 777 }, async ({ handle, asked, whileStopped }) => {
      await asking.opened;
      await handle.cancel();
      await heard.opened;
      const stopping = whileStopped(async () => undefined, 0);
      setTimeout(held.open, 0);
      await stopping;
      await expect(handle.result()).rejects.toThrow();
      expect((await handle.describe()).status.name).toBe('CANCELLED');
      expect(asked.receipts[0]).toMatchObject({ outcome: 'cancelled', spentMicroUsd: 777 });
    });
  });
});
