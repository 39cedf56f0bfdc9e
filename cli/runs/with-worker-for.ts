// A message needs a worker to take it: where nobody works on a run, one runs the workflow's code for its moment, and no
// activity. On the queue that all workers share it may do so for other runs as well, which is as good as any worker.
import type { WorkflowHandle } from '@temporalio/client';
import { readStatus } from '../../workers/runs/read-status.js';
import type { CommandContext } from '../context.js';
import type { Engine } from '../engine.js';
import { startRunWorker } from '../run-worker.js';

export interface AnyRun {
  engine: Engine;
  handle: WorkflowHandle;
  taskQueue: string;
}

/** `worked`: whether somebody worked on it before. */
export async function withWorkerFor<T>(
  context: CommandContext,
  { engine, handle, taskQueue }: AnyRun,
  send: () => Promise<T>,
): Promise<{ sent: T; worked: boolean }> {
  if ((await readStatus(engine.client, handle)) !== null) return { sent: await send(), worked: true };
  const worker = await startRunWorker(context, engine, taskQueue, null);
  try {
    return { sent: await Promise.race([send(), worker.failed]), worked: false };
  } finally {
    await worker.close();
  }
}
