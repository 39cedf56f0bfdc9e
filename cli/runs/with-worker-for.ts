// An update needs a worker to accept it: where nobody works on a run, one runs the workflow's code for its moment, and no
// activity.
import type { CommandContext } from '../context.js';
import { startRunWorker } from '../run-worker.js';
import type { OpenRun } from './with-run.js';

export async function withWorkerFor<T>(
  context: CommandContext,
  { described, engine }: OpenRun,
  send: () => Promise<T>,
): Promise<T> {
  const worker = await startRunWorker(context, engine, described.taskQueue, null);
  try {
    return await Promise.race([send(), worker.failed]);
  } finally {
    await worker.close();
  }
}
