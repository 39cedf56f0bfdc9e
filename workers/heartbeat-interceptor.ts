// Sends heartbeats for every activity, whatever it does, so that a dead worker is noticed in seconds and its work is
// given to another. Heavy work runs in child processes, so that nothing here holds the timer up.
import type { Context } from '@temporalio/activity';
import type { ActivityInterceptors } from '@temporalio/worker';

const HEARTBEAT_INTERVAL_MS = 1_000;

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
