// How each kind of activity is timed, retried and cancelled. Every option is explicit: Temporal's defaults abandon
// running work on cancellation and retry for ever.
import type { ActivityOptions } from '@temporalio/common';
import { NON_RETRYABLE_FAILURES } from '../core/failures.js';

/** A dead worker is noticed after 6 seconds: the worker sends heartbeats for every activity, more than once a second. */
const base = {
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  heartbeatTimeout: '6 seconds',
  scheduleToCloseTimeout: '24 hours',
} as const satisfies ActivityOptions;

function retry(
  maximumAttempts: number,
  initialInterval: '200 milliseconds' | '1 second' | '2 seconds',
  maximumInterval: '30 seconds' | '5 minutes' = '30 seconds',
): NonNullable<ActivityOptions['retry']> {
  return {
    initialInterval,
    backoffCoefficient: 2,
    maximumInterval,
    maximumAttempts,
    nonRetryableErrorTypes: NON_RETRYABLE_FAILURES,
  };
}

/** One model call: minutes for a long answer; the activity itself ends a stalled one. */
export const modelCall: ActivityOptions = {
  ...base,
  startToCloseTimeout: '15 minutes',
  retry: retry(6, '1 second'),
};

/** The tool calls of one turn; each command has its own limit inside. */
export const toolRun: ActivityOptions = {
  ...base,
  startToCloseTimeout: '1 hour',
  retry: retry(5, '1 second'),
};

/** Setup and several runs of a whole test suite. */
export const testRun: ActivityOptions = {
  ...base,
  startToCloseTimeout: '2 hours',
  retry: retry(5, '1 second'),
};

/** git on this machine's disk, and prompts made from it. */
export const gitQuick: ActivityOptions = {
  ...base,
  startToCloseTimeout: '2 minutes',
  retry: retry(6, '200 milliseconds'),
};

/** git across a network or over a large repository. */
export const gitNetwork: ActivityOptions = {
  ...base,
  startToCloseTimeout: '30 minutes',
  retry: retry(6, '1 second'),
};

/** The result as a branch in a folder of this machine. */
export const folderWrite: ActivityOptions = {
  ...base,
  startToCloseTimeout: '5 minutes',
  retry: retry(8, '1 second'),
};

/** More than four hours of a forge in trouble; where it says itself how long it will be, that counts instead. */
const FORGE_ATTEMPTS = 60;

/** Looking at the forge. */
export const forgeRead: ActivityOptions = {
  ...base,
  startToCloseTimeout: '5 minutes',
  retry: retry(FORGE_ATTEMPTS, '2 seconds', '5 minutes'),
};

/** Bringing something to the forge; every write there is found again before it is made. */
export const forgeWrite: ActivityOptions = {
  ...base,
  startToCloseTimeout: '10 minutes',
  retry: retry(FORGE_ATTEMPTS, '2 seconds', '5 minutes'),
};

/** A row in the ledger. */
export const ledgerWrite: ActivityOptions = {
  ...base,
  startToCloseTimeout: '30 seconds',
  retry: retry(8, '200 milliseconds'),
};
