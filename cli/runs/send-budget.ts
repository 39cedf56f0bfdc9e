// Sets the budget of a run to a new total, which is harmless to repeat.
import { type WorkflowHandle, WorkflowUpdateFailedError } from '@temporalio/client';
import { MESSAGES } from '../../core/deliver.js';
import { CliProblem } from '../problem.js';

/** The budget that the run has now, in micro-dollars. Throws `CliProblem` when the run refuses it. */
export async function sendBudget(handle: WorkflowHandle, capMicroUsd: number): Promise<number> {
  try {
    return await handle.executeUpdate<number, [number]>(MESSAGES.setBudget, { args: [capMicroUsd] });
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    throw new CliProblem(`The budget was not changed: ${error.cause?.message ?? error.message}`);
  }
}
