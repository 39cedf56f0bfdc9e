// The budget of one spec: cap, spent and reserved, in integer micro-dollars. It is workflow state, so a reservation is
// a plain function call and the cap is exact, however many candidates run.

export interface Budget {
  readonly capMicroUsd: number;
  readonly spentMicroUsd: number;
  /** Open reservations by id. */
  readonly reservations: Readonly<Record<string, number>>;
}

export type Reservation = { ok: true; budget: Budget } | { ok: false; availableMicroUsd: number };

export function openBudget(capMicroUsd: number): Budget {
  return { capMicroUsd, spentMicroUsd: 0, reservations: {} };
}

export function reservedMicroUsd(budget: Budget): number {
  let sum = 0;
  for (const amount of Object.values(budget.reservations)) sum += amount;
  return sum;
}

/** What can still be reserved; never negative. */
export function availableMicroUsd(budget: Budget): number {
  return Math.max(0, budget.capMicroUsd - budget.spentMicroUsd - reservedMicroUsd(budget));
}

/** Sets `worstMicroUsd` aside, or refuses when the rest does not cover it. */
export function reserve(budget: Budget, id: string, worstMicroUsd: number): Reservation {
  assertAmount(worstMicroUsd);
  if (id in budget.reservations) throw new RangeError(`reservation "${id}" is already open`);
  const available = availableMicroUsd(budget);
  if (worstMicroUsd > available) return { ok: false, availableMicroUsd: available };
  return { ok: true, budget: { ...budget, reservations: { ...budget.reservations, [id]: worstMicroUsd } } };
}

/** Closes a reservation and books what was really charged, also where that is more: books are never made to look better. */
export function settle(budget: Budget, id: string, actualMicroUsd: number): Budget {
  assertAmount(actualMicroUsd);
  const { [id]: reserved, ...rest } = budget.reservations;
  if (reserved === undefined) throw new RangeError(`reservation "${id}" is not open`);
  return { ...budget, spentMicroUsd: budget.spentMicroUsd + actualMicroUsd, reservations: rest };
}

/** Closes a reservation that cost nothing. */
export function release(budget: Budget, id: string): Budget {
  return settle(budget, id, 0);
}

/** Sets a new total. The caller has checked {@link capProblem}. */
export function setCap(budget: Budget, capMicroUsd: number): Budget {
  const problem = capProblem(budget, capMicroUsd);
  if (problem) throw new RangeError(problem);
  return { ...budget, capMicroUsd };
}

/** Why a new total cannot be set, or null when it can. */
export function capProblem(budget: Budget, capMicroUsd: number): string | null {
  if (!Number.isSafeInteger(capMicroUsd) || capMicroUsd <= 0) return 'a budget must be more than $0';
  const committed = budget.spentMicroUsd + reservedMicroUsd(budget);
  if (capMicroUsd < committed) return `$${committed / 1_000_000} is already spent or reserved`;
  return null;
}

function assertAmount(microUsd: number): void {
  if (!Number.isSafeInteger(microUsd) || microUsd < 0) {
    throw new RangeError(`${microUsd} is not a whole number of micro-dollars`);
  }
}
