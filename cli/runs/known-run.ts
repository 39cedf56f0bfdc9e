// A run as lists know it: from the ledger, from Temporal, or from both.
import type { SpecRow } from '../../activities/ledger/ledger.js';
import type { Outcome, Stage } from '../../core/status.js';

export interface KnownRun {
  deliverId: string;
  generation: number;
  title: string;
  repository: string;
  outcome: Outcome;
  /** Null when only the ledger knows the run. */
  stage: Stage | null;
  /** True while Temporal has it as running. */
  open: boolean;
  budgetMicroUsd: number;
  spentMicroUsd: number;
  branch: string | null;
  startedAtMs: number;
  endedAtMs: number | null;
}

const OUTCOMES: readonly string[] = [
  'running',
  'delivered',
  'draft',
  'nothingPassed',
  'pausedOut',
  'cancelled',
  'failed',
] satisfies Outcome[];

export function isOutcome(text: string): text is Outcome {
  return OUTCOMES.includes(text);
}

export function fromLedger(row: SpecRow): KnownRun {
  return {
    deliverId: row.deliverId,
    generation: row.generation,
    title: row.title,
    repository: row.repositoryName,
    outcome: isOutcome(row.outcome) ? row.outcome : 'failed',
    stage: null,
    open: false,
    budgetMicroUsd: row.budgetMicroUsd,
    spentMicroUsd: row.spentMicroUsd,
    branch: row.branch,
    startedAtMs: row.startedAtMs,
    endedAtMs: row.endedAtMs,
  };
}

/** The newest generation of each run, the newest run first. Temporal's word goes before the ledger's while a run is open. */
export function mergeRuns(ledger: readonly KnownRun[], temporal: readonly KnownRun[]): KnownRun[] {
  const byId = new Map<string, KnownRun>();
  for (const run of [...temporal, ...ledger]) {
    const known = byId.get(run.deliverId);
    if (!known || known.generation < run.generation) byId.set(run.deliverId, run);
    else if (!known.open && known.generation === run.generation) byId.set(run.deliverId, run);
  }
  return [...byId.values()].sort((a, b) => b.startedAtMs - a.startedAtMs);
}
