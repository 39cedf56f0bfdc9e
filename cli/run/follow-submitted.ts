// `nightshift run` on a spec that was submitted: the run belongs to the workers, so this command only wakes it and follows.
import { SHARED_TASK_QUEUE } from '../../core/deliver.js';
import { createProgress } from '../display/progress.js';
import { type FollowEnd, followRun } from '../runs/follow-run.js';
import { withWorkerFor } from '../runs/with-worker-for.js';
import { goOn } from './go-on.js';
import type { Work } from './work-on-run.js';

/** Leaving changes nothing, by whatever signal. */
export async function followSubmitted(work: Omit<Work, 'activities' | 'attached' | 'drainMs'>): Promise<FollowEnd> {
  const { context, engine, handle, left } = work;
  const { screen } = context;
  const { client } = engine;
  const queued = { engine, handle, taskQueue: SHARED_TASK_QUEUE };
  await withWorkerFor(context, queued, () => goOn({ ...work, client, say: screen.say }));
  const progress = createProgress(screen);
  try {
    return await followRun({
      client,
      handle,
      left,
      endOnWaiting: true,
      onStatus: progress.show,
      onNote: progress.note,
    });
  } finally {
    progress.end();
  }
}
