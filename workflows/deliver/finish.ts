// The end of every run, good or bad: the receipt is written, the details are kept, lists show the outcome.
import { ActivityFailure, log, rootCause } from '@temporalio/workflow';
import type { ArtifactRef } from '../../core/artifact.js';
import { clampMiddle } from '../../core/clamp.js';
import type { DeliverResult } from '../../core/deliver.js';
import { addUsage, NO_USAGE, type Usage } from '../../core/price.js';
import type { Receipt } from '../../core/receipt.js';
import { slimCandidates } from '../../core/slim-candidates.js';
import { ledger, store } from '../hands.js';
import { summary } from '../summary.js';
import type { Run, RunEnd } from './run.js';
import { enterStage, keepDetails, showMoney } from './show.js';

const NOTES_MAX = 100;
const NOTE_BYTES_MAX = 2_000;

export async function finish(run: Run, end: RunEnd): Promise<DeliverResult> {
  run.outcome = end.outcome;
  enterStage(run, 'ended', end.summary);
  const receipt: ArtifactRef = await ledger.writeReceipt.executeWithOptions(
    { summary: summary(`Receipt: ${end.outcome}`) },
    [{ receipt: receiptOf(run, end) }],
  );
  showMoney(run);
  await tidyUp(run);
  return {
    outcome: end.outcome,
    summary: end.summary,
    branch: run.branch,
    commit: run.commit,
    receipt,
    budgetMicroUsd: run.budget.capMicroUsd,
    spentMicroUsd: run.budget.spentMicroUsd,
    details: keepDetails(run),
  };
}

/** Folders that stay behind cost disk, not the result. */
async function tidyUp(run: Run): Promise<void> {
  try {
    await store.discardWorktrees.executeWithOptions({ summary: 'Tidy up' }, [
      { repository: run.input.repository, run: run.name },
    ]);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    log.warn('Worktrees of the run could not be removed', { reason: rootCause(error) });
  }
}

function receiptOf(run: Run, end: RunEnd): Receipt {
  const { spec, repository, terms } = run.input;
  return {
    version: 1,
    deliverId: run.deliverId,
    generation: run.input.generation,
    uiUrl: run.input.uiUrl,
    outcome: end.outcome,
    summary: end.summary,
    title: spec.title,
    source: spec.source,
    specSha256: spec.sha256,
    repository,
    baseCommit: run.base?.commit ?? '',
    baseBranch: run.base?.branch ?? '',
    dirty: run.base?.dirty ?? false,
    plan: run.plan,
    writtenTests: run.written,
    whole: run.whole,
    candidates: slimCandidates(run.candidates),
    overheadCalls: run.overheadCalls,
    budgetMicroUsd: run.budget.capMicroUsd,
    spentMicroUsd: run.budget.spentMicroUsd,
    usage: usageOf(run),
    testCommand: run.base?.testCommand ?? '',
    sandbox: terms.sandbox,
    sandboxFacts: run.prepared?.baseline.sandbox ?? null,
    portfolio: terms.portfolio,
    scripted: terms.portfolio.some((generator) => generator.scripted),
    notes: run.notes.slice(0, NOTES_MAX).map((note) => clampMiddle(note, NOTE_BYTES_MAX)),
    branch: run.branch,
    commit: run.commit,
    startedAtMs: run.startedAtMs,
    endedAtMs: Date.now(),
  };
}

function usageOf(run: Run): Usage {
  let usage = NO_USAGE;
  for (const part of [...run.overheadCalls, ...run.candidates]) usage = addUsage(usage, part.usage);
  return usage;
}
