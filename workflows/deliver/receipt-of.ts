// The receipt of a run as it stands.
import { clampMiddle } from '../../core/clamp.js';
import { addUsage, NO_USAGE, type Usage } from '../../core/price.js';
import type { Receipt } from '../../core/receipt.js';
import { slimCandidates } from '../../core/slim-candidates.js';
import type { Run, RunEnd } from './run.js';

const NOTES_MAX = 100;
const NOTE_BYTES_MAX = 2_000;

export function receiptOf(run: Run, end: RunEnd): Receipt {
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
    ...(run.pullRequest ? { pullRequest: run.pullRequest } : {}),
    startedAtMs: run.startedAtMs,
    endedAtMs: Date.now(),
  };
}

function usageOf(run: Run): Usage {
  let usage = NO_USAGE;
  for (const part of [...run.overheadCalls, ...run.candidates]) usage = addUsage(usage, part.usage);
  return usage;
}
