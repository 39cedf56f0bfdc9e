// The policy's port: a pure rule that chooses moves. `ask` reads the state, `tell` makes the next one; the workflow
// carries it out in between and never decides by itself.
import type { CandidateEnd } from '../candidate.js';
import type { Generator } from '../generator.js';
import type { Move, TryMove } from '../move.js';

export interface PolicyState {
  tries: readonly Try[];
  /** The move that the budget refused, until the budget is raised. */
  refused: TryMove | null;
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
}

export interface Policy {
  /** The moves to start now; none means: wait for what runs. `stop` stands alone. */
  ask(terms: PolicyTerms, state: PolicyState): Move[];
}

export const FRESH_POLICY_STATE: PolicyState = { tries: [], refused: null };

export function tellStarted(state: PolicyState, key: string, move: TryMove): PolicyState {
  return { ...state, tries: [...state.tries, { key, move, result: null }] };
}

/** Telling the same result twice changes nothing, and the order in which tries end does not matter. */
export function tellResult(state: PolicyState, key: string, result: TryResult): PolicyState {
  return { ...state, tries: state.tries.map((one) => (one.key === key ? { ...one, result } : one)) };
}

export function tellRefused(state: PolicyState, move: TryMove): PolicyState {
  return { ...state, refused: move };
}

export function tellBudgetRaised(state: PolicyState): PolicyState {
  return { ...state, refused: null };
}
