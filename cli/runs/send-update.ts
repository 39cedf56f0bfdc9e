// Sends an update to a run; what the run refuses is said in its own words.
import { type WorkflowHandle, WorkflowUpdateFailedError } from '@temporalio/client';
import { CliProblem } from '../problem.js';

/** `refused` begins the message. Throws `CliProblem` when the run refuses it. */
export async function sendUpdate<T>(handle: WorkflowHandle, message: string, value: T, refused: string): Promise<T> {
  try {
    return await handle.executeUpdate<T, [T]>(message, { args: [value] });
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    throw new CliProblem(`${refused}: ${error.cause?.message ?? error.message}`);
  }
}
