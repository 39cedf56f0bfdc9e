// Lets a worker that leaves hand its activities back: each ends with a failure that is no cancellation, so that Temporal
// gives it to another worker at once. What it makes of itself from then on is not taken, so nothing is half recorded:
// a step is either done or begun again.
import type { Context } from '@temporalio/activity';
import type { ActivityInterceptors } from '@temporalio/worker';
import { withEndSignals } from '../activities/cancellation-signal.js';
import { failure } from '../activities/failure.js';

/** Where nothing is said, the retry policy decides, which slows down from one try to the next. */
const AT_ONCE_MS = 1;

/** `handBack` aborts when the activities in flight are to be given up. */
export function handBackInterceptor(handBack: AbortSignal): (context: Context) => ActivityInterceptors {
  return ({ cancellationSignal: cancelled }) => ({
    inbound: {
      async execute(input, next) {
        const ending = new AbortController();
        const onCancelled = () => ending.abort(cancelled.reason);
        const onHandBack = () => ending.abort(workerStopped());
        cancelled.addEventListener('abort', onCancelled);
        handBack.addEventListener('abort', onHandBack);
        if (handBack.aborted) onHandBack();
        const isHandedBack = () => handBack.aborted && !cancelled.aborted;
        try {
          const result: unknown = await withEndSignals({ ending: ending.signal, handBack }, () => next(input));
          if (isHandedBack()) throw workerStopped();
          return result;
        } catch (error) {
          // Whatever broke on the way out says nothing about the work.
          throw isHandedBack() ? workerStopped() : error;
        } finally {
          cancelled.removeEventListener('abort', onCancelled);
          handBack.removeEventListener('abort', onHandBack);
        }
      },
    },
  });
}

function workerStopped(): Error {
  return failure('WorkerStopped', 'the worker was stopped; another one takes this up', { retryAfterMs: AT_ONCE_MS });
}
