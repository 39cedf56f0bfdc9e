// What one process of the bench `ledger` measured.

export interface Measured {
  /** Each write: a call's start, its answer's text, its settling. */
  writesMs: number[];
  tookMs: number;
  /** How late the event loop came to what was due. */
  blockedMs: { p99: number; longest: number };
}
