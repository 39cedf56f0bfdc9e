// Sends heartbeats for every activity, whatever it does, so that a dead worker is noticed in seconds and its work is
// given to another. Heavy work runs in child processes, so that nothing here holds the timer up.
import type { Context } from '@temporalio/activity';
import type { ActivityInterceptors } from '@temporalio/worker';

/** A cancellation comes back with the next one, so that it reaches a model's provider well within a second. */
const HEARTBEAT_INTERVAL_MS = 600;

export function heartbeatInterceptor(context: Context): ActivityInterceptors {
  return {
    inbound: {
      async execute(input, next) {
        context.heartbeat();
        const timer = setInterval(() => context.heartbeat(), HEARTBEAT_INTERVAL_MS);
        try {
          return await next(input);
        } finally {
          clearInterval(timer);
        }
      },
    },
  };
}
