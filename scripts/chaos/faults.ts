// How the simulated provider misbehaves, drawn from the seed for each request of each call.
import { randomOf } from './random.js';

export type Fault =
  | 'none'
  /** Refused, and not billed. */
  | 'tooMany'
  | 'tooManySoon'
  | 'serverError'
  | 'overloaded'
  /** The connection breaks, and all of it is billed: what a provider may do who worked on it already. */
  | 'resetBeforeHeaders'
  | 'resetAfterHeaders'
  | 'cut'
  /** Answered, with figures that are not true. */
  | 'noUsage'
  | 'halfUsage'
  /** Answered, with words where a call of a tool should stand. */
  | 'prose'
  | 'slow';

const WEIGHTS: Record<Fault, number> = {
  none: 76,
  tooMany: 2,
  tooManySoon: 3,
  serverError: 3,
  overloaded: 2,
  resetBeforeHeaders: 2,
  resetAfterHeaders: 2,
  cut: 3,
  noUsage: 1,
  halfUsage: 1,
  prose: 2,
  slow: 3,
};

/** After so many faults a request is answered: providers that fail for good are another test's. */
const FAULTS_IN_A_ROW_MAX = 3;

export interface Misbehaviour {
  fault: Fault;
  latencyMs: number;
}

/** `call` names the call, `request` counts its requests from 1. */
export function misbehaviourOf(seed: number, call: string, request: number): Misbehaviour {
  const random = randomOf(seed, 'fault', call, request);
  const fault = request > FAULTS_IN_A_ROW_MAX ? 'none' : random.weighted(WEIGHTS);
  return { fault, latencyMs: fault === 'slow' ? random.between(2_000, 5_000) : random.between(150, 700) };
}

export interface Refusal {
  status: number;
  headers: Record<string, string>;
  message: string;
}

/** Null for faults that are not told by a status. */
export function refusalOf(fault: Fault): Refusal | null {
  switch (fault) {
    case 'tooMany':
      return { status: 429, headers: { 'retry-after': '2' }, message: 'too many requests' };
    case 'tooManySoon':
      return { status: 429, headers: { 'retry-after-ms': '300' }, message: 'too many requests' };
    case 'serverError':
      return { status: 500, headers: {}, message: 'something broke' };
    case 'overloaded':
      return { status: 529, headers: {}, message: 'overloaded' };
    default:
      return null;
  }
}
