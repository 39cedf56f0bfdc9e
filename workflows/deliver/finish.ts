// The end of every run, good or bad: the receipt is written, the details are kept, lists show the outcome.
import { ActivityFailure, log, rootCause } from '@temporalio/workflow';
import type { ArtifactRef } from '../../core/artifact.js';
import type { DeliverResult } from '../../core/deliver.js';
import { ledger, store } from '../hands.js';
import { summary } from '../summary.js';
import { receiptOf } from './receipt-of.js';
import type { Run, RunEnd } from './run.js';
import { enterStage, keepDetails, showMoney } from './show.js';
import { lastWords } from './tell-issue.js';

/** `isCancelled`: whether a person has cancelled the run by now. */
export async function finish(run: Run, end: RunEnd, isCancelled: () => boolean): Promise<DeliverResult> {
  run.outcome = end.outcome;
  enterStage(run, 'ended', end.summary);
  const receipt = await writeReceipt(run, end);
  showMoney(run);
  await tidyUp(run);
  await lastWords(run, isCancelled);
  return {
    outcome: end.outcome,
    summary: end.summary,
    branch: run.branch,
    commit: run.commit,
    receipt,
    ...(run.pullRequest ? { pullRequest: run.pullRequest } : {}),
    budgetMicroUsd: run.budget.capMicroUsd,
    spentMicroUsd: run.budget.spentMicroUsd,
    details: keepDetails(run),
  };
}

/** The last one that was written stands. */
export function writeReceipt(run: Run, end: RunEnd): Promise<ArtifactRef> {
  return ledger.writeReceipt.executeWithOptions({ summary: summary(`Receipt: ${end.outcome}`) }, [
    { receipt: receiptOf(run, end) },
  ]);
}

/** Folders that stay behind cost disk, not the result. */
export async function tidyUp(run: Run): Promise<void> {
  try {
    await store.discardWorktrees.executeWithOptions({ summary: 'Tidy up' }, [
      { repository: run.input.repository, run: run.name },
    ]);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    log.warn('Worktrees of the run could not be removed', { reason: rootCause(error) });
  }
}
