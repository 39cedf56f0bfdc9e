// Approves the plan of a run, which is harmless to repeat.
import type { WorkflowHandle } from '@temporalio/client';
import type { PlanApproval } from '../../core/approval.js';
import { MESSAGES } from '../../core/deliver.js';
import { sendUpdate } from './send-update.js';

/** Throws `CliProblem` when the run refuses it. */
export async function sendApproval(handle: WorkflowHandle, approval: PlanApproval): Promise<void> {
  await sendUpdate(handle, MESSAGES.approvePlan, [approval], 'Nothing was approved');
}
