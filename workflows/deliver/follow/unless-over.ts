// Work on a pull request ends once that is merged or closed, also while it is paused: nobody waits for it any more.
import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { Run } from '../run.js';
import { lookOnce } from './look.js';

/** Looks whenever there is news. What is broken off is booked like any other work that is cancelled. */
export async function unlessOver(run: Run, work: () => Promise<void>): Promise<void> {
  const outer = CancellationScope.current();
  const [working, watching] = [new CancellationScope(), new CancellationScope()];
  const watched = watching.run(() => untilOver(run)).then(() => working.cancel());
  // Whoever waits for the work hears of it; a look that is broken off with it is no news.
  watched.catch(() => working.cancel());
  try {
    await working.run(work);
  } catch (error) {
    if (outer.consideredCancelled || !working.consideredCancelled || !isCancellation(error)) throw error;
  } finally {
    watching.cancel();
    await Promise.allSettled([watched]);
  }
}

async function untilOver(run: Run): Promise<void> {
  for (;;) {
    const { looks } = run.issue;
    await condition(() => run.issue.looks > looks);
    const news = await lookOnce(run);
    if (news && news.state !== 'open') return;
  }
}
