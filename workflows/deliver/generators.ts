// Who of the portfolio can be asked. A generator that falls away is named on the receipt, and the run goes on with the rest.
import { askable, type CallOutcome, isBusy, isGone, tellOutcome, UNSAID_WAIT_MS } from '../../core/availability.js';
import { cheapestFirst, type Generator } from '../../core/generator.js';
import type { Unusable } from '../../core/model-activities.js';
import { endOfUnusable, isAnswered } from '../../core/unusable.js';
import type { Run } from './run.js';
import { providerFree } from './wait.js';

/** Takes in how a call or a try went. */
export function tellGenerator(run: Run, name: string, outcome: CallOutcome): void {
  const before = run.availability;
  run.availability = tellOutcome(before, name, outcome, Date.now());
  if (isGone(before, name) || !isGone(run.availability, name)) return;
  run.notes.push(`${name} was left out from then on: ${outcome.note}`);
}

/** What a call that brought nothing says of its generator. */
export function outcomeOf(unusable: Unusable): CallOutcome {
  const { reason, message, waitMs = UNSAID_WAIT_MS } = unusable;
  const turns = isAnswered(reason) ? 1 : 0;
  return { end: endOfUnusable(unusable), note: message, freeAtMs: Date.now() + waitMs, turns };
}

/** Names of those that cannot be asked now, for the policy. */
export function awayNow({ availability, input }: Run): { gone: string[]; busy: string[] } {
  const names = input.terms.portfolio.map(({ name }) => name);
  const gone = names.filter((name) => isGone(availability, name));
  const busy = names.filter((name) => !gone.includes(name) && isBusy(availability, name, Date.now()));
  return { gone, busy };
}

export function isAway(run: Run, { name }: Generator): boolean {
  return !askableNow(run).some((one) => one.name === name);
}

/** The cheapest that can be asked, after a wait where all are busy; null when none comes back in time. */
export async function cheapestFree(run: Run): Promise<Generator | null> {
  for (;;) {
    const [cheapest] = cheapestFirst(askableNow(run));
    if (cheapest) return cheapest;
    if (!(await providerFree(run))) return null;
  }
}

/** Those that can be asked now, in the portfolio's order. */
export function askableNow(run: Run): Generator[] {
  return askable(run.availability, run.input.terms.portfolio, Date.now());
}
