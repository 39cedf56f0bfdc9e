// Brings Temporal's schedules in line with the repositories that are watched: one poll for each, never two at a time.
import {
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleHandle,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import { WORKFLOW_TYPES } from '../../core/deliver.js';
import { isPollId, pollId } from '../../core/intake/intake-id.js';
import type { ForgeRepository } from '../../core/repository.js';

export interface Watching {
  client: Client;
  taskQueue: string;
  repositories: readonly ForgeRepository[];
  everyMs: number;
  /** Who watches: schedules of others are left alone. */
  watcher: string;
}

/** After an outage one look tells all: those that were missed are not made up for. */
const CATCH_UP = '1 minute';

/** What is watched is looked at once, at once. */
export async function keepSchedules(watching: Watching): Promise<void> {
  const wanted = new Set(watching.repositories.map(pollId));
  for await (const { scheduleId } of watching.client.schedule.list()) {
    if (isPollId(scheduleId) && !wanted.has(scheduleId)) await removeOwn(watching, scheduleId);
  }
  for (const repository of watching.repositories) await keepOne(watching, repository);
}

async function keepOne(watching: Watching, repository: ForgeRepository): Promise<void> {
  const { client } = watching;
  const schedule = scheduleOf(watching, repository);
  try {
    await client.schedule.create({ scheduleId: pollId(repository), ...schedule, state: { triggerImmediately: true } });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const handle = client.schedule.getHandle(pollId(repository));
    let isPaused = false;
    // That is a person's to say, in Temporal's UI.
    await handle.update(({ state: { paused, note } }) => {
      isPaused = paused;
      return { ...schedule, state: { paused, ...(note === undefined ? {} : { note }) } };
    });
    if (!isPaused) await handle.trigger(ScheduleOverlapPolicy.SKIP);
  }
}

function scheduleOf({ taskQueue, everyMs, watcher }: Watching, repository: ForgeRepository) {
  return {
    spec: { intervals: [{ every: everyMs }] },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: CATCH_UP, pauseOnFailure: false },
    action: {
      type: 'startWorkflow' as const,
      workflowType: WORKFLOW_TYPES.poll,
      workflowId: pollId(repository),
      taskQueue,
      args: [{ repository }, { watcher }],
      staticSummary: `What changed in ${repository.owner}/${repository.name}`,
    },
  };
}

async function removeOwn({ client, watcher }: Watching, scheduleId: string): Promise<void> {
  const handle = client.schedule.getHandle(scheduleId);
  try {
    if ((await watcherOf(handle)) === watcher) await handle.delete();
  } catch (error) {
    // Another process removed it.
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}

async function watcherOf(handle: ScheduleHandle): Promise<unknown> {
  const { action } = await handle.describe();
  const [, who] = action.args ?? [];
  return typeof who === 'object' && who !== null && 'watcher' in who ? who.watcher : null;
}
