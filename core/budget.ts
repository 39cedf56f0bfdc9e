// The budget of one spec: what may be spent, what is, and what is set aside, in integer micro-dollars, and in tokens where
// those are capped too. It is workflow state, so a reservation is a plain function call and the cap is exact, however
// many candidates run.

/** Money and tokens together. Where tokens have no cap, those of a reservation are 0. */
export interface Amount {
  microUsd: number;
  tokens: number;
}

export interface Budget {
  readonly capMicroUsd: number;
  readonly spentMicroUsd: number;
  /** Input and output tokens; null: as many as the money buys. */
  readonly capTokens: number | null;
  readonly spentTokens: number;
  /** Open reservations by id. */
  readonly reservations: Readonly<Record<string, Amount>>;
}

export type Reservation = { ok: true; budget: Budget } | { ok: false };

const NOTHING: Amount = { microUsd: 0, tokens: 0 };

export function openBudget(capMicroUsd: number, capTokens: number | null = null): Budget {
  return { capMicroUsd, spentMicroUsd: 0, capTokens, spentTokens: 0, reservations: {} };
}

export function reservedMicroUsd(budget: Budget): number {
  return reserved(budget).microUsd;
}

/** What can still be reserved; never negative. */
export function availableMicroUsd(budget: Budget): number {
  return Math.max(0, budget.capMicroUsd - budget.spentMicroUsd - reservedMicroUsd(budget));
}

/** The same for tokens; null where they have no cap. */
export function availableTokens(budget: Budget): number | null {
  if (budget.capTokens === null) return null;
  return Math.max(0, budget.capTokens - budget.spentTokens - reserved(budget).tokens);
}

/** Sets `worst` aside, or refuses when the rest does not cover it. */
export function reserve(budget: Budget, id: string, worst: Amount): Reservation {
  assertAmount(worst);
  if (id in budget.reservations) throw new RangeError(`reservation "${id}" is already open`);
  const tokens = availableTokens(budget);
  const covered = worst.microUsd <= availableMicroUsd(budget) && (tokens === null || worst.tokens <= tokens);
  if (!covered) return { ok: false };
  return { ok: true, budget: { ...budget, reservations: { ...budget.reservations, [id]: worst } } };
}

/** Closes a reservation and books what was really charged, also where that is more: books are never made to look better. */
export function settle(budget: Budget, id: string, actual: Amount): Budget {
  assertAmount(actual);
  const { [id]: open, ...rest } = budget.reservations;
  if (open === undefined) throw new RangeError(`reservation "${id}" is not open`);
  return {
    ...budget,
    spentMicroUsd: budget.spentMicroUsd + actual.microUsd,
    spentTokens: budget.spentTokens + actual.tokens,
    reservations: rest,
  };
}

/** Closes a reservation that cost nothing. */
export function release(budget: Budget, id: string): Budget {
  return settle(budget, id, NOTHING);
}

/** New totals: of money, and of tokens where they are capped. */
export interface Cap {
  microUsd: number;
  /** Absent: as it was. */
  tokens?: number;
}

/** Sets new totals. The caller has checked {@link capProblem}. */
export function setCap(budget: Budget, cap: Cap): Budget {
  const problem = capProblem(budget, cap);
  if (problem) throw new RangeError(problem);
  return { ...budget, capMicroUsd: cap.microUsd, capTokens: cap.tokens ?? budget.capTokens };
}

/** Why new totals cannot be set, or null when they can. */
export function capProblem(budget: Budget, { microUsd, tokens }: Cap): string | null {
  if (!Number.isSafeInteger(microUsd) || microUsd <= 0) return 'a budget must be more than $0';
  const open = reserved(budget);
  const committedMicroUsd = budget.spentMicroUsd + open.microUsd;
  if (microUsd < committedMicroUsd) return `$${committedMicroUsd / 1_000_000} is already spent or reserved`;
  if (tokens === undefined) return null;
  if (budget.capTokens === null) return 'the tokens of this run are not capped';
  if (!Number.isSafeInteger(tokens) || tokens <= 0) return 'a cap on tokens must be a whole number above 0';
  const committed = budget.spentTokens + open.tokens;
  return tokens < committed ? `${committed} tokens are already spent or reserved` : null;
}

function reserved({ reservations }: Budget): Amount {
  let { microUsd, tokens } = NOTHING;
  for (const amount of Object.values(reservations)) {
    microUsd += amount.microUsd;
    tokens += amount.tokens;
  }
  return { microUsd, tokens };
}

function assertAmount({ microUsd, tokens }: Amount): void {
  for (const value of [microUsd, tokens]) {
    if (Number.isSafeInteger(value) && value >= 0) continue;
    throw new RangeError(`${value} is not a whole number of micro-dollars or tokens`);
  }
}
