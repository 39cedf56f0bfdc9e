// An update needs a worker to accept it: where nobody works on a run, one runs the workflow's code for its moment, and no
// activity. On the queue that all workers share it may do so for other runs as well, which is as good as any worker.
import type { CommandContext } from '../context.js';
import type { Engine } from '../engine.js';
import { startRunWorker } from '../run-worker.js';

export async function withWorkerFor<T>(
  context: CommandContext,
  engine: Engine,
  taskQueue: string,
  send: () => Promise<T>,
): Promise<T> {
  const worker = await startRunWorker(context, engine, taskQueue, null);
  try {
    return await Promise.race([send(), worker.failed]);
  } finally {
    await worker.close();
  }
}
