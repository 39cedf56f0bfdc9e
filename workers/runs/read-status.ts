// Asks a run for its status. Only a worker can answer, so a run on which nobody works just now gives none.
import { type Client, QueryNotRegisteredError, QueryRejectedError, type WorkflowHandle } from '@temporalio/client';
import { MESSAGES } from '../../core/deliver.js';
import type { DeliverStatus } from '../../core/status.js';
import { isTransportError } from './transport-error.js';

/** A worker answers within milliseconds; without one the server would wait for it much longer than people do. */
const ANSWER_MS_MAX = 2_000;

/** Null when nobody answers in time. */
export async function readStatus(client: Client, handle: WorkflowHandle): Promise<DeliverStatus | null> {
  try {
    return await client.withDeadline(Date.now() + ANSWER_MS_MAX, () => handle.query<DeliverStatus>(MESSAGES.status));
  } catch (error) {
    const noAnswer = isTransportError(error) || error instanceof QueryNotRegisteredError;
    if (noAnswer || error instanceof QueryRejectedError) return null;
    throw error;
  }
}
