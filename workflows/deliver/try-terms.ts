// What a try may use: its part of the money and the tokens, its time, and how long it may wait for its provider.
import { askable } from '../../core/availability.js';
import type { Amount } from '../../core/budget.js';
import type { CandidateInput } from '../../core/candidate.js';
import type { Generator } from '../../core/generator.js';
import type { TryLimits } from '../../core/terms.js';
import type { Run } from './run.js';
import { deadlineAtMs } from './wait.js';

const MINUTE_MS = 60_000;
/** While others can go on, a try gives way soon; one that is alone waits out most of a night's outage. */
const PATIENCE_MS = { withOthers: 2 * MINUTE_MS, alone: 3 * 60 * MINUTE_MS };

/** Tokens only where they are capped. */
export function leaseTerms(
  run: Run,
  { microUsd, tokens }: Amount,
): Pick<CandidateInput, 'leaseMicroUsd' | 'leaseTokens'> {
  return { leaseMicroUsd: microUsd, ...(run.budget.capTokens === null ? {} : { leaseTokens: tokens }) };
}

export function patienceMsFor(run: Run, generator: Generator): number {
  const others = run.input.terms.portfolio.filter(({ name }) => name !== generator.name);
  const free = askable(run.availability, others, Date.now()).length > 0;
  return Math.min(free ? PATIENCE_MS.withOthers : PATIENCE_MS.alone, timeLeftMs(run));
}

/** A try ends with the run's deadline at the latest. */
export function tryLimitsOf(run: Run): TryLimits {
  const { tryLimits } = run.input.terms;
  return { ...tryLimits, wallTimeMs: Math.min(tryLimits.wallTimeMs, timeLeftMs(run)) };
}

function timeLeftMs(run: Run): number {
  const atMs = deadlineAtMs(run);
  return atMs === null ? Number.MAX_SAFE_INTEGER : Math.max(0, atMs - Date.now());
}
