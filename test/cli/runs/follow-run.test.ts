// Following a run on a real Temporal server, with activities that do what the test scripts.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Context } from '@temporalio/activity';
import { type FollowEnd, followRun } from '../../../cli/runs/follow-run.js';
import { sendBudget } from '../../../cli/runs/send-budget.js';
import { MESSAGES } from '../../../core/deliver.js';
import type { DeliverStatus } from '../../../core/status.js';
import { done, type Script } from '../../doubles/scripted-activities.js';
import { type ScriptedRun, withScriptedRun } from '../../doubles/scripted-run.js';
import { quiet } from '../../setup/quiet.js';
import { testServer } from '../../setup/temporal.js';

beforeAll(quiet);

interface Followed {
  end: FollowEnd;
  seen: DeliverStatus[];
  notes: string[];
}

function scripted<T>(script: Script, work: (run: ScriptedRun) => Promise<T>, budgetMicroUsd = 5_000_000): Promise<T> {
  const options = { server: testServer(), workflowId: `follow/${randomUUID()}`, script, terms: { budgetMicroUsd } };
  return withScriptedRun(options, work);
}

async function follow(
  run: ScriptedRun,
  onStatus: (status: DeliverStatus) => void,
  left: AbortSignal,
): Promise<Followed> {
  const seen: DeliverStatus[] = [];
  const notes: string[] = [];
  const end = await followRun({
    client: run.client,
    handle: run.handle,
    left,
    endOnWaiting: true,
    onNote: (line) => notes.push(line),
    onStatus(status) {
      seen.push(status);
      onStatus(status);
    },
  });
  return { end, seen, notes };
}

/** A call that is in flight until the run no longer wants it. */
const untilCancelled = () => Context.current().cancelled;
const never = () => new AbortController().signal;
const nothing = () => undefined;

describe('a run is followed', () => {
  test('to its end, and its last status is shown', async () => {
    await scripted({}, async (run) => {
      const { end, seen, notes } = await follow(run, nothing, never());
      expect(end).toMatchObject({ kind: 'ended', result: { outcome: 'delivered' } });
      expect(seen.at(-1)).toMatchObject({ stage: 'ended', outcome: 'delivered' });
      expect(notes).toEqual([]);
    });
  });

  test('to a pause on budget, and goes on when it is raised', async () => {
    await scripted(
      {},
      async (run) => {
        const { end } = await follow(run, nothing, never());
        expect(end).toMatchObject({ kind: 'waiting', status: { paused: 'budget' } });
        await expect(sendBudget(run.handle, 5_000_000)).resolves.toBe(5_000_000);
        const { end: second } = await follow(run, nothing, never());
        expect(second).toMatchObject({ kind: 'ended', result: { outcome: 'delivered' } });
      },
      10,
    );
  });

  test('until it is cancelled', async () => {
    await scripted({ callModel: untilCancelled }, async (run) => {
      const cancelOnce = once(() => run.handle.cancel());
      const { end } = await follow(run, (status) => status.stage === 'generate' && cancelOnce(), never());
      expect(end.kind).toBe('cancelled');
    });
  });

  test('until the person leaves, at once, and the run goes on', async () => {
    let answer: () => void = nothing;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await scripted({ callModel: () => answered.then(() => done()) }, async (run) => {
      const left = new AbortController();
      const { end } = await follow(run, (status) => status.stage === 'generate' && left.abort(), left.signal);
      expect(end).toEqual({ kind: 'left' });
      answer();
      await expect(run.handle.result()).resolves.toMatchObject({ outcome: 'delivered' });
    });
  });
});

test('a budget below what was spent is refused with the reason', async () => {
  await scripted({ callModel: untilCancelled }, async (run) => {
    await expect(sendBudget(run.handle, -1)).rejects.toThrow(/^The budget was not changed: /);
    await run.handle.signal(MESSAGES.pause);
    await run.handle.terminate();
  });
});

function once(work: () => Promise<unknown>): () => void {
  let called = false;
  return () => {
    if (called) return;
    called = true;
    work().catch(nothing);
  };
}
