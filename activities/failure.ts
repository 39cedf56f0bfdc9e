// Makes and knows the failures that activities throw; their types and whether they are retried stand in core/failures.ts.
import { ApplicationFailure } from '@temporalio/common';
import { clampMiddle } from '../core/clamp.js';
import { FAILURES, type FailureType } from '../core/failures.js';

/** It travels in histories, and is shown as a try's note: what a server or a program said may be of any length. */
const MESSAGE_BYTES_MAX = 4_000;

/** `retryAfterMs` is how long the other side asked us to wait. */
export function failure(
  type: FailureType,
  message: string,
  options: { cause?: unknown; retryAfterMs?: number } = {},
): ApplicationFailure {
  return ApplicationFailure.create({
    type,
    message: clampMiddle(message, MESSAGE_BYTES_MAX),
    nonRetryable: !FAILURES[type].retryable,
    ...(options.cause instanceof Error ? { cause: options.cause } : {}),
    ...(options.retryAfterMs === undefined ? {} : { nextRetryDelay: options.retryAfterMs }),
  });
}

export function isFailure(error: unknown, type: FailureType): boolean {
  return error instanceof ApplicationFailure && error.type === type;
}
