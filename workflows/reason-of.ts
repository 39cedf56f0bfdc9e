// What an error says, for receipts and for people: the deepest cause, in a length that every payload has room for.
import { rootCause } from '@temporalio/workflow';
import { clampMiddle } from '../core/clamp.js';

const REASON_BYTES_MAX = 2_000;

export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return clampMiddle(rootCause(error) ?? message, REASON_BYTES_MAX);
}
