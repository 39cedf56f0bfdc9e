// Hints a repository's intake at issues that may have news. Once this has returned, the hint is in Temporal's history:
// no worker need be there, and a hint that is given twice is taken once.
import type { Client } from '@temporalio/client';
import { WORKFLOW_TYPES } from '../../core/deliver.js';
import { HINT, intakeId } from '../../core/intake/intake-id.js';
import type { ForgeRepository } from '../../core/repository.js';

export async function hintIntake(
  { client, taskQueue }: { client: Client; taskQueue: string },
  repository: ForgeRepository,
  numbers: readonly number[],
): Promise<void> {
  if (numbers.length === 0) return;
  await client.workflow.signalWithStart(WORKFLOW_TYPES.intake, {
    workflowId: intakeId(repository),
    taskQueue,
    args: [{ repository }],
    signal: HINT,
    signalArgs: [numbers],
    staticSummary: `Issues of ${repository.owner}/${repository.name}`,
  });
}
