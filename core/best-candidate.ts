// The best of tries of which none passed: what a repair, or a person, goes on from.
import type { CandidateRecord } from './candidate.js';
import type { Verdict } from './validator.js';

export type JudgedCandidate = CandidateRecord & { verdict: Verdict };

/** The highest score; of equals the latest, which has seen the most findings. Null when there is none. */
export function highest<T>(judged: readonly T[], scoreOf: (one: T) => number): T | null {
  let best: T | null = null;
  for (const one of judged) {
    if (best === null || scoreOf(one) >= scoreOf(best)) best = one;
  }
  return best;
}

/** Null when none was judged. */
export function bestCandidate(candidates: readonly CandidateRecord[]): JudgedCandidate | null {
  return highest(candidates.filter(isJudged), ({ verdict }) => verdict.score);
}

function isJudged(candidate: CandidateRecord): candidate is JudgedCandidate {
  return candidate.verdict !== null;
}
