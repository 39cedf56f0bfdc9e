// Heartbeats for activities that own a process or a call: they tell the server that this worker lives, and bring
// cancellation back. Heavy work runs in child processes, so that nothing here can hold the timer up.
import { Context } from '@temporalio/activity';

const HEARTBEAT_INTERVAL_MS = 1_000;

/** Runs `work` while sending heartbeats. `signal` aborts when the activity is cancelled or the worker shuts down. */
export async function withHeartbeat<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const context = Context.current();
  context.heartbeat();
  const timer = setInterval(() => context.heartbeat(), HEARTBEAT_INTERVAL_MS);
  try {
    return await work(context.cancellationSignal);
  } finally {
    clearInterval(timer);
  }
}
