// The newest run of an issue as Temporal knows it.
import { type Client, type WorkflowHandle, WorkflowNotFoundError } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { MICRO_USD_PER_USD } from '../../core/money.js';
import { SEARCH_ATTRIBUTES } from '../../core/search-attributes.js';
import type { RunMemo } from '../runs/start-deliver.js';

export interface FoundRun {
  deliverId: string;
  open: boolean;
  generation: number;
  specSha256: string;
  budgetMicroUsd: number;
  /** What asked for it; null where nobody wrote it down. */
  order: string | null;
  /** Of this generation alone. */
  handle: WorkflowHandle;
}

const BUDGET = defineSearchAttributeKey('BudgetUsd', SEARCH_ATTRIBUTES.BudgetUsd);

/** Null when Temporal does not have one (any more). */
export async function findRun(client: Client, deliverId: string): Promise<FoundRun | null> {
  try {
    const { status, memo, runId, typedSearchAttributes } = await client.workflow.getHandle(deliverId).describe();
    const { generation = 1, specSha256 = '', order }: Partial<RunMemo> = memo ?? {};
    // A run that goes on as new has another run id, but is the same: it is addressed by its first.
    const open = status.name === 'RUNNING' || status.name === 'CONTINUED_AS_NEW';
    const handle = client.workflow.getHandle(deliverId, open ? undefined : runId);
    const budgetMicroUsd = Math.round((typedSearchAttributes.get(BUDGET) ?? 0) * MICRO_USD_PER_USD);
    return { deliverId, budgetMicroUsd, open, generation, specSha256, order: order ?? null, handle };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}
