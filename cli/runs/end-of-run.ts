// How a run ended, gathered from the receipt in the ledger, and from Temporal where no receipt could be written.
import type { Ledger, SpecRow } from '../../activities/ledger/ledger.js';
import type { Receipt } from '../../core/receipt.js';
import type { DeliverStatus, Outcome, PauseReason } from '../../core/status.js';
import { EXIT, type ExitCode } from '../problem.js';
import { exitCodeOf } from './exit-code-of.js';
import type { RunEnding } from './follow-run.js';

/** The document of `nightshift run --json` and `watch`, and the source of the lines that people read. */
export interface EndOfRun {
  workflowId: string;
  generation: number;
  outcome: Outcome;
  paused: PauseReason | null;
  summary: string;
  repository: string;
  branch: string | null;
  commit: string | null;
  /** Its address; null where there is none. */
  pullRequest: string | null;
  budgetMicroUsd: number;
  spentMicroUsd: number;
  durationMs: number;
  uiUrl: string | null;
  exitCode: ExitCode;
  receipt: Receipt | null;
}

export interface EndedRun {
  deliverId: string;
  generation: number;
  uiUrl: string | null;
  /** Null when the run ended before and only the ledger tells how. */
  ending: RunEnding | null;
}

export async function endOfRun(ledger: Ledger, ended: EndedRun): Promise<EndOfRun> {
  const rows = await ledger.specs.generations(ended.deliverId);
  const row = rows.find(({ generation }) => generation === ended.generation) ?? null;
  const receipt = row ? await readReceipt(ledger, row) : null;
  const outcome = outcomeOf(ended.ending, receipt);
  const result = ended.ending?.kind === 'ended' ? ended.ending.result : null;
  return {
    workflowId: ended.deliverId,
    generation: ended.generation,
    outcome,
    paused: null,
    summary: summaryOf(ended.ending, receipt),
    repository: receipt?.repository.url ?? row?.repositoryUrl ?? '',
    branch: receipt?.branch ?? result?.branch ?? null,
    commit: receipt?.commit ?? result?.commit ?? null,
    pullRequest: (receipt ?? result)?.pullRequest?.url ?? null,
    budgetMicroUsd: receipt?.budgetMicroUsd ?? result?.budgetMicroUsd ?? row?.budgetMicroUsd ?? 0,
    spentMicroUsd: receipt?.spentMicroUsd ?? result?.spentMicroUsd ?? row?.spentMicroUsd ?? 0,
    durationMs: receipt ? receipt.endedAtMs - receipt.startedAtMs : 0,
    uiUrl: ended.uiUrl,
    exitCode: outcome === 'running' ? EXIT.error : exitCodeOf(outcome),
    receipt,
  };
}

/** A run that stands still until a person raises its budget or approves its plan. */
export function pausedRun(status: DeliverStatus, repository: string, uiUrl: string | null): EndOfRun {
  return {
    workflowId: status.deliverId,
    generation: status.generation,
    outcome: 'running',
    paused: status.paused,
    summary: status.doing,
    repository,
    branch: status.branch,
    commit: null,
    pullRequest: status.pullRequest?.url ?? null,
    budgetMicroUsd: status.budgetMicroUsd,
    spentMicroUsd: status.spentMicroUsd,
    durationMs: 0,
    uiUrl,
    exitCode: EXIT.waiting,
    receipt: null,
  };
}

/** Null while the run has not written one. */
export async function readReceipt(ledger: Ledger, row: SpecRow): Promise<Receipt | null> {
  if (row.receiptJson === null) return null;
  const receipt: Receipt = JSON.parse(await ledger.artifacts.get(row.receiptJson));
  return receipt;
}

function outcomeOf(ending: RunEnding | null, receipt: Receipt | null): Outcome {
  if (ending?.kind === 'ended') return ending.result.outcome;
  return ending?.kind ?? receipt?.outcome ?? 'failed';
}

function summaryOf(ending: RunEnding | null, receipt: Receipt | null): string {
  if (receipt) return receipt.summary;
  if (ending?.kind === 'ended') return ending.result.summary;
  return ending?.reason ?? 'It was stopped before it could write a receipt.';
}
