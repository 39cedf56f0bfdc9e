// What a call without a usable answer means for the try that asked: the same for a turn and for a plan.
import type { CandidateEnd } from './candidate.js';
import type { Unusable, UnusableReason } from './model-activities.js';

const ENDS: Record<UnusableReason, CandidateEnd> = {
  overAllowance: 'leaseSpent',
  rejected: 'requestRejected',
  gone: 'modelGone',
  busy: 'modelBusy',
  unavailable: 'modelUnavailable',
  invalidAnswer: 'unusableAnswer',
  emptyAnswer: 'unusableAnswer',
  refused: 'unusableAnswer',
};

/** Where nobody could be reached at all, waiting may be of no use: that is no busy provider. */
export function endOfUnusable({ reason, unreached = false }: Unusable): CandidateEnd {
  return unreached ? 'modelUnavailable' : ENDS[reason];
}

/** Whether the model said something, if only what is of no use. */
export function isAnswered(reason: UnusableReason): boolean {
  return ENDS[reason] === 'unusableAnswer';
}
