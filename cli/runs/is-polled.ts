// Whether workers look for work on a task queue, as far as the server knows.
import type { Engine } from '../engine.js';

/** A waiting worker asks again each minute; what was killed is taken for one until that is over. */
const SILENCE_MS_MAX = 70_000;
const MS_PER_SECOND = 1_000;
/** Temporal's wire number for workflow tasks (`TaskQueueType` in its API). */
const WORKFLOW_TASKS = 1;

export async function isPolled({ client, lease: { namespace } }: Engine, taskQueue: string): Promise<boolean> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: WORKFLOW_TASKS,
  });
  const since = Date.now() - SILENCE_MS_MAX;
  return (pollers ?? []).some(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * MS_PER_SECOND > since);
}
