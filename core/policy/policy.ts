// The policy's port: a pure rule that chooses moves. `ask` reads the state, `tell` makes the next one; the workflow
// carries it out in between and never decides by itself.
import { type CandidateEnd, PROVIDER_ENDS } from '../candidate.js';
import type { Generator } from '../generator.js';
import type { Move, TryMove } from '../move.js';

export interface PolicyState {
  tries: readonly Try[];
  /** The move that the budget refused, until the budget is raised or something of it comes back. */
  refused: TryMove | null;
  /** Names of generators that cannot be asked any more. */
  gone: readonly string[];
  /** Names of those that have to be waited for. */
  busy: readonly string[];
}

/** A try as the policy sees it. `result` is null while it runs. */
export interface Try {
  key: string;
  move: TryMove;
  result: TryResult | null;
}

export interface TryResult {
  end: CandidateEnd;
  passed: boolean;
  score: number;
  /** False when nothing came of it that could be repaired. */
  judged: boolean;
}

/** What stays the same for a task. */
export interface PolicyTerms {
  /** Cheapest first. */
  generators: readonly Generator[];
  repairsMax: number;
  /** Tries side by side, for policies that know them. */
  bestOf: number;
}

export interface Policy {
  /**
   * The moves to start now; none means: wait for what runs. `stop` stands alone, and only `passed` is said while
   * something runs.
   */
  ask(terms: PolicyTerms, state: PolicyState): Move[];
}

export const FRESH_POLICY_STATE: PolicyState = { tries: [], refused: null, gone: [], busy: [] };

export function tellStarted(state: PolicyState, key: string, move: TryMove): PolicyState {
  return { ...state, tries: [...state.tries, { key, move, result: null }] };
}

/**
 * Telling the same result twice changes nothing, and the order in which tries end does not matter. What a try gives back
 * of its lease may pay for what was refused.
 */
export function tellResult(state: PolicyState, key: string, result: TryResult): PolicyState {
  const tries = state.tries.map((one) => (one.key === key ? { ...one, result } : one));
  return { ...state, tries, refused: null };
}

export function tellRefused(state: PolicyState, move: TryMove): PolicyState {
  return { ...state, refused: move };
}

export function tellBudgetRaised(state: PolicyState): PolicyState {
  return { ...state, refused: null };
}

/** Who can be asked just now. */
export function tellAvailable(state: PolicyState, { gone, busy }: Pick<PolicyState, 'gone' | 'busy'>): PolicyState {
  return { ...state, gone, busy };
}

export function isRunning({ tries }: PolicyState): boolean {
  return tries.some(({ result }) => result === null);
}

export function hasPassed({ tries }: PolicyState): boolean {
  return tries.some(({ result }) => result?.passed);
}

/** Whether a try says something about the generator's work: not where its provider failed before anything came of it. */
export function counts({ result }: Try): boolean {
  return result === null || result.judged || !PROVIDER_ENDS.includes(result.end);
}
