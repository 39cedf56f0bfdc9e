// Approves the plan of a run, which is harmless to repeat.
import { type WorkflowHandle, WorkflowUpdateFailedError } from '@temporalio/client';
import type { PlanApproval } from '../../core/approval.js';
import { MESSAGES } from '../../core/deliver.js';
import { CliProblem } from '../problem.js';

/** Throws `CliProblem` when the run refuses it. */
export async function sendApproval(handle: WorkflowHandle, approval: PlanApproval): Promise<void> {
  try {
    await handle.executeUpdate<PlanApproval, [PlanApproval]>(MESSAGES.approvePlan, { args: [approval] });
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    throw new CliProblem(`Nothing was approved: ${error.cause?.message ?? error.message}`);
  }
}
