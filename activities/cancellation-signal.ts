// How an activity hears that it is to end. Heartbeats, which bring the news, are sent for every activity by the worker.
import { AsyncLocalStorage } from 'node:async_hooks';
import { Context } from '@temporalio/activity';

const given = new AsyncLocalStorage<AbortSignal>();

/** Of the activity that calls it: aborts when the activity is cancelled, or when the worker wants it handed back. */
export function cancellationSignal(): AbortSignal {
  return given.getStore() ?? Context.current().cancellationSignal;
}

/** The activity in `work` hears of its end by another signal than Temporal's own. */
export function withCancellationSignal<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return given.run(signal, work);
}
