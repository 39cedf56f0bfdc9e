// The best of tries of which none passed: what a person may go on from.
import type { CandidateRecord } from './candidate.js';
import type { Verdict } from './validator.js';

export type JudgedCandidate = CandidateRecord & { verdict: Verdict };

/** The highest score; of equals the latest, which has seen the most findings. Null when none was judged. */
export function bestCandidate(candidates: readonly CandidateRecord[]): JudgedCandidate | null {
  let best: JudgedCandidate | null = null;
  for (const one of candidates) {
    if (isJudged(one) && (!best || one.verdict.score >= best.verdict.score)) best = one;
  }
  return best;
}

function isJudged(candidate: CandidateRecord): candidate is JudgedCandidate {
  return candidate.verdict !== null;
}
