// How an activity hears that it is to end. Heartbeats, which bring the news, are sent for every activity by the worker.
import { Context } from '@temporalio/activity';

/** Of the activity that calls it: aborts when the activity is cancelled or the worker shuts down. */
export function cancellationSignal(): AbortSignal {
  return Context.current().cancellationSignal;
}
