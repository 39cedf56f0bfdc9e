// The terms of a run: what the user chose, within what the operator allows. Pinned when the spec starts.
import type { SandboxKind } from './command.js';
import type { Generator } from './generator.js';
import type { RepairContext } from './repair-context.js';
import type { ReportFormat } from './validator.js';

export type Optimize = 'cost' | 'balanced' | 'speed';
/**
 * How moves are chosen. `cascade`: one at a time, the cheapest generator first, repaired, then the next. `best-of-n`: so
 * many fresh tries side by side, and the first that passes ends the others.
 */
export type Strategy = 'cascade' | 'best-of-n';
/** After which stage a run waits for a person's word. */
export type Gate = 'plan';

/** Limits of one try, checked at one place before each model call. */
export interface TryLimits {
  turns: number;
  wallTimeMs: number;
  /** Bytes of the request; a larger conversation ends the try. */
  requestBytes: number;
}

export interface Terms {
  budgetMicroUsd: number;
  /** Input and output tokens of the whole run. Absent: as many as the money buys. */
  budgetTokens?: number;
  /** From its start to the moment after which a run begins no try. Absent: as long as it takes. */
  deadlineMs?: number;
  /** How long a run waits for a larger budget before it ends. Absent: `DEFAULT_PAUSE_LIMIT_MS`. */
  pauseLimitMs?: number;
  /** Tries at one task, repairs among them. Absent: `DEFAULT_CANDIDATES_MAX`. */
  candidatesMax?: number;
  /** Tries of `best-of-n`. Absent: `DEFAULT_BEST_OF`. */
  bestOf?: number;
  /** Events after which the workflow continues as new where it can. Absent: `DEFAULT_HISTORY_EVENTS_MAX`. */
  historyEventsMax?: number;
  optimize: Optimize;
  strategy: Strategy;
  portfolio: Generator[];
  /** Whether a model is asked to split the spec; otherwise it is one task. */
  decompose: boolean;
  sandbox: SandboxKind;
  validator: ValidatorTerms;
  tryLimits: TryLimits;
  /** Absent: none. */
  gates?: Gate[];
  /** Repairs in a row of one generator's candidate before the next generator is asked. */
  repairsMax: number;
  /** How a repair begins. Absent: as is cheaper. */
  repairContext?: RepairContext;
}

/**
 * Whether a candidate may change what is installed: its manifests and lockfiles are put back to those of the base, or
 * installed as they are, apart from those of others. The operator's to say, since packages that a model names are code.
 */
export type DependencyRule = 'frozen' | 'allow';

/** Where a spec brings no acceptance tests: a model writes some, or there are only those that a spec gives. */
export type AcceptanceRule = 'write' | 'given';

/** What the operator or the repository says about testing; null means: detect it. */
export interface ValidatorTerms {
  setup: string | null;
  test: string | null;
  report: ReportFormat | null;
  baselineRuns: number;
  testTimeoutMs: number;
  setupTimeoutMs: number;
  dependencies: DependencyRule;
  acceptance: AcceptanceRule;
  /** Share of the written acceptance tests that is held out, from 0 to 0.5. */
  holdout: number;
  /** Whether acceptance tests that a model wrote become part of the branch. */
  keepTests: boolean;
}

export const DEFAULT_BUDGET_MICRO_USD = 5_000_000;
export const DEFAULT_TRY_LIMITS: TryLimits = { turns: 30, wallTimeMs: 30 * 60_000, requestBytes: 400_000 };
export const DEFAULT_REPAIRS_MAX = 2;
export const DEFAULT_PAUSE_LIMIT_MS = 7 * 24 * 60 * 60_000;
export const DEFAULT_CANDIDATES_MAX = 50;
export const DEFAULT_BEST_OF = 4;
export const BEST_OF_MAX = 32;
/** More tokens than any run can use. */
export const TOKENS_MAX = 10_000_000_000;
/** Temporal warns at ten thousand and ends a workflow at fifty thousand. */
export const DEFAULT_HISTORY_EVENTS_MAX = 8_000;
export const DEFAULT_LABEL = 'nightshift';
export const DEFAULT_FOLLOW_LIMIT_MS = 14 * 24 * 60 * 60_000;
export const DEFAULT_REVISIONS_MAX = 5;
export const DEFAULT_VALIDATOR_TERMS: ValidatorTerms = {
  setup: null,
  test: null,
  report: null,
  baselineRuns: 2,
  testTimeoutMs: 10 * 60_000,
  setupTimeoutMs: 15 * 60_000,
  dependencies: 'frozen',
  acceptance: 'write',
  holdout: 0,
  keepTests: true,
};
