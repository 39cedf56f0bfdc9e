// Sends an update to a run; what the run refuses is said in its own words.
import { type WorkflowHandle, WorkflowUpdateFailedError } from '@temporalio/client';
import { CliProblem } from '../problem.js';

/** `refused` begins the message. Throws `CliProblem` when the run refuses it. */
export async function sendUpdate<T>(
  handle: WorkflowHandle,
  message: string,
  args: [T, ...unknown[]],
  refused: string,
): Promise<T> {
  try {
    return await handle.executeUpdate<T, [T, ...unknown[]]>(message, { args });
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    throw new CliProblem(`${refused}: ${error.cause?.message ?? error.message}`);
  }
}
