// Who of the portfolio can be asked. A generator that falls away is named on the receipt, and the run goes on with the rest.
import { askable, type CallOutcome, isBusy, isGone, tellOutcome } from '../../core/availability.js';
import { cheapestFirst, type Generator } from '../../core/generator.js';
import type { Unusable } from '../../core/model-activities.js';
import type { Run } from './run.js';
import { providerFree } from './wait.js';

const MINUTE_MS = 60_000;

/** Takes in how a call or a try went. */
export function tellGenerator(run: Run, name: string, outcome: CallOutcome): void {
  const before = run.availability;
  run.availability = tellOutcome(before, name, outcome, Date.now());
  if (isGone(before, name) || !isGone(run.availability, name)) return;
  run.notes.push(`${name} was left out from then on: ${outcome.note}`);
}

/** What a call that brought nothing says of its generator. */
export function outcomeOf({ reason, message, waitMs, unreached = false }: Unusable): CallOutcome {
  if (unreached) return { end: 'modelUnavailable', note: message, turns: 0 };
  switch (reason) {
    case 'gone':
      return { end: 'modelGone', note: message, turns: 0 };
    case 'busy':
      return { end: 'modelBusy', note: message, freeAtMs: Date.now() + (waitMs ?? MINUTE_MS), turns: 0 };
    case 'unavailable':
      return { end: 'modelUnavailable', note: message, turns: 0 };
    case 'rejected':
    case 'overAllowance':
      return { end: 'requestRejected', note: message, turns: 0 };
    default:
      return { end: 'unusableAnswer', note: message, turns: 1 };
  }
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
