// The working part of `nightshift run`: a worker on the run's task queue, its progress on the screen, until the run
// ends, waits for a person, or the person leaves.
import type { WorkflowHandle } from '@temporalio/client';
import type { Activities } from '../../core/activities.js';
import { MESSAGES } from '../../core/deliver.js';
import type { CommandContext } from '../context.js';
import { createProgress } from '../display/progress.js';
import type { Engine } from '../engine.js';
import { leavingLine, leftByMachine, untilDrained } from '../interrupts.js';
import { type RunWorker, startRunWorker } from '../run-worker.js';
import { type FollowEnd, followRun } from '../runs/follow-run.js';
import { goOn } from './go-on.js';

export interface Work {
  context: CommandContext;
  engine: Engine;
  activities: Activities;
  handle: WorkflowHandle;
  /** True when the run stood before this command. */
  attached: boolean;
  /** As typed; null when no budget was named. */
  budgetMicroUsd: number | null;
  left: AbortSignal;
  /** How long work in flight may go on where the machine wants us gone. */
  drainMs: number;
}

export async function workOnRun(work: Work): Promise<FollowEnd> {
  const { context, engine, handle, left } = work;
  const { screen } = context;
  const worker = await startRunWorker(context, engine, handle.workflowId, work.activities);
  const progress = createProgress(screen);
  try {
    if (work.attached) await goOn({ ...work, client: engine.client, say: screen.say });
    const following = followRun({
      client: engine.client,
      handle,
      left,
      endOnWaiting: true,
      onStatus: progress.show,
      onNote: progress.note,
    });
    const end = await Promise.race([following, worker.failed]);
    progress.end();
    if (end.kind === 'left') await leave(work, worker);
    return end;
  } finally {
    progress.end();
    await worker.close();
  }
}

/** A person who leaves pauses the run. A machine that stops does not: the run waits for whoever goes on with it. */
async function leave(work: Work, worker: RunWorker): Promise<void> {
  if (!leftByMachine(work.left)) return pause(work);
  work.context.screen.say(leavingLine(work.drainMs));
  await untilDrained(worker.close(work.drainMs), work.drainMs);
}

/** The run starts nothing new; the worker's close waits for the calls in flight, which are paid for. */
async function pause({ context, handle }: Work): Promise<void> {
  context.screen.say('Pausing: calls in flight finish first. Ctrl-C again leaves at once; nothing is lost either way.');
  await handle.signal(MESSAGES.pause);
}
