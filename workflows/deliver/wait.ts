// What a run waits for: a person's word, a larger budget, a provider. Time in which it stands still for a person does not
// count towards its deadline; each other wait has an end.
import { condition, sleep } from '@temporalio/workflow';
import { nextFree } from '../../core/availability.js';
import type { Amount } from '../../core/budget.js';
import { clockTime } from '../../core/clock-time.js';
import { formatUsd, MICRO_USD_PER_CENT } from '../../core/money.js';
import { DEFAULT_PAUSE_LIMIT_MS } from '../../core/terms.js';
import { holdText, isHeld } from './holds.js';
import type { Run } from './run.js';
import { show } from './show.js';
import { say } from './tell-issue.js';

/** Waits while something holds the run. Throws when the run is cancelled, also where there is nothing to wait for. */
export async function notPaused(run: Run): Promise<void> {
  if (isHeld(run)) show(run, holdText(run));
  await standstill(run, () => condition(() => !isHeld(run)));
}

/** Keeps the time of a wait for a person out of the deadline. */
export async function standstill<T>(run: Run, wait: () => Promise<T>): Promise<T> {
  const sinceMs = Date.now();
  const result = await wait();
  run.standstillMs += Date.now() - sinceMs;
  return result;
}

/**
 * Waits until one of the totals is raised, and says to what: over budget is a pause, never a failure. False when nobody
 * did so within the run's limit.
 */
export async function budgetRaised(run: Run, needed: Amount, why: string): Promise<boolean> {
  const { capMicroUsd, capTokens } = run.budget;
  const raisedNow = () => run.budget.capMicroUsd > capMicroUsd || (run.budget.capTokens ?? 0) > (capTokens ?? 0);
  needsBudget(run, needed, why);
  const limitMs = run.input.terms.pauseLimitMs ?? DEFAULT_PAUSE_LIMIT_MS;
  const raised = await standstill(run, () => condition(raisedNow, limitMs));
  run.budgetNeededMicroUsd = null;
  run.budgetNeededTokens = null;
  if (raised) show(run, 'going on with a larger budget');
  return raised;
}

/** Says what it needs; nothing waits here. */
export function needsBudget(run: Run, needed: Amount, why: string): void {
  run.budgetNeededMicroUsd = needed.microUsd;
  if (run.budget.capTokens !== null) run.budgetNeededTokens = needed.tokens;
  show(run, why);
  say(run, `budget-${needed.microUsd}`, raiseText(needed, why));
}

/** Once as much is allowed, nothing is needed any more. */
export function settleNeed(run: Run): void {
  if (isShort(run)) return;
  run.budgetNeededMicroUsd = null;
  run.budgetNeededTokens = null;
}

/** True while less is allowed than is needed. */
export function isShort({ budget, budgetNeededMicroUsd, budgetNeededTokens }: Run): boolean {
  return budget.capMicroUsd < (budgetNeededMicroUsd ?? 0) || (budget.capTokens ?? 0) < (budgetNeededTokens ?? 0);
}

function raiseText({ microUsd }: Amount, why: string): string {
  return `The run is ${why}. To raise it, comment \`/nightshift budget ${formatUsd(Math.ceil(microUsd / MICRO_USD_PER_CENT) * MICRO_USD_PER_CENT)}\`.`;
}

/** Waits until a busy generator may be asked again. False when there is none, or not before the deadline. */
export async function providerFree(run: Run): Promise<boolean> {
  const next = nextFree(run.availability, run.input.terms.portfolio, Date.now());
  if (!next) return false;
  const untilMs = Math.min(next.atMs, deadlineAtMs(run) ?? next.atMs);
  show(run, `waiting for ${next.name}, which can be asked again at ${clockTime(untilMs)}`);
  // A pause does not end this wait; a cancellation does.
  await sleep(Math.max(1, untilMs - Date.now()));
  return untilMs === next.atMs;
}

/** When the run may begin nothing more; null where it has all the time. */
export function deadlineAtMs({ input, startedAtMs, standstillMs }: Run): number | null {
  const { deadlineMs } = input.terms;
  return deadlineMs === undefined ? null : startedAtMs + deadlineMs + standstillMs;
}
