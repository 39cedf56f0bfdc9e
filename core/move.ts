// A move is what the policy asks for next.

export type Move =
  | { kind: 'generate'; generator: string }
  | { kind: 'repair'; generator: string; parent: string }
  | { kind: 'stop'; reason: StopReason };

export type TryMove = Exclude<Move, { kind: 'stop' }>;

/**
 * `passed`: a candidate passed. `budget`: the rest cannot pay for the next move. `busy`: what is left to try has to wait
 * for its provider. `exhausted`: nothing is left to try.
 */
export type StopReason = 'passed' | 'budget' | 'busy' | 'exhausted';
