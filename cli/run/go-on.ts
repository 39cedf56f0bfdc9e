// Going on with a run that stands already: what was paused goes on, and a larger budget is taken over.
import type { Client, WorkflowHandle } from '@temporalio/client';
import { MESSAGES } from '../../core/deliver.js';
import { formatUsd } from '../../core/money.js';
import { readStatus } from '../../workers/runs/read-status.js';
import { sendBudget } from '../runs/send-budget.js';

export interface GoOn {
  client: Client;
  handle: WorkflowHandle;
  /** Null when no budget was named. */
  budgetMicroUsd: number | null;
  say(line: string): void;
}

/** Needs a worker on the run's task queue. */
export async function goOn({ client, handle, budgetMicroUsd, say }: GoOn): Promise<void> {
  const status = await readStatus(client, handle);
  if (status === null || status.paused === 'user') await handle.signal(MESSAGES.resume);
  if (budgetMicroUsd === null || budgetMicroUsd === status?.budgetMicroUsd) return;
  if (status && budgetMicroUsd < status.budgetMicroUsd) {
    say(`The budget stays ${formatUsd(status.budgetMicroUsd)}; to lower it: nightshift budget`);
    return;
  }
  const cap = await sendBudget(handle, budgetMicroUsd);
  // Without a status nobody knows what it was before.
  say(`The budget is ${status ? 'now ' : ''}${formatUsd(cap)}.`);
}
