// The terms of a run: what the user chose, within what the operator allows. Pinned when the spec starts.
import type { SandboxKind } from './command.js';
import type { Generator } from './generator.js';
import type { RepairContext } from './repair-context.js';
import type { ReportFormat } from './validator.js';

export type Optimize = 'cost' | 'balanced' | 'speed';
export type Strategy = 'cascade';
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
