// Sets the budget of a run to a new total, which is harmless to repeat.
import type { WorkflowHandle } from '@temporalio/client';
import { MESSAGES } from '../../core/deliver.js';
import { sendUpdate } from './send-update.js';

/** The budget that the run has now, in micro-dollars. Throws `CliProblem` when the run refuses it. */
export function sendBudget(handle: WorkflowHandle, capMicroUsd: number, capTokens?: number): Promise<number> {
  const args: [number, number?] = capTokens === undefined ? [capMicroUsd] : [capMicroUsd, capTokens];
  return sendUpdate(handle, MESSAGES.setBudget, args, 'The budget was not changed');
}
