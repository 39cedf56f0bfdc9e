// Every failure type that an activity may throw, and whether Temporal should try again. Expected ends are data, never
// thrown; what stands here is transport, a machine in trouble, or a bug.

export const FAILURES = {
  /** The provider asks to wait (429, 529) or answered with a server error; the call was not billed, but for gateways
   * that gave up on a host behind them. */
  ModelBusy: { retryable: true },
  /** The connection broke; the call may have been billed and stays booked at its worst case. */
  ModelConnectionLost: { retryable: true },
  /** The provider could not be reached at all; nothing was billed. */
  ModelUnreachable: { retryable: true },
  /** git failed for a reason that may pass: a lock, a lost race, a full disk. */
  GitTrouble: { retryable: true },
  /** The forge asks to wait (a rate limit), or answered with a server error. */
  ForgeBusy: { retryable: true },
  /** The forge could not be reached, or the connection broke: what was asked may have been done, and is looked for. */
  ForgeUnreachable: { retryable: true },
  /** The ledger is locked or cannot be written just now. */
  LedgerTrouble: { retryable: true },
  /** The sandbox could not be started; another worker, or the same one later, may be able to. */
  SandboxUnavailable: { retryable: true },
  /** The worker was told to leave and handed its work back; another one takes it up. */
  WorkerStopped: { retryable: true },
  /** The scanner for secrets broke down; nothing passes and nothing is published unseen. */
  SecretScanFailed: { retryable: true },
  /** This worker has no sandbox of the kind that the run's terms name. */
  SandboxMismatch: { retryable: false },
  /** A stored text is gone. */
  MissingArtifact: { retryable: false },
  /** A commit is in neither mirror nor store. */
  MissingCommit: { retryable: false },
  /** The store's rules or hooks refuse our commits. */
  StoreRefused: { retryable: false },
  /** The store lost objects that are nowhere else. */
  StoreDamaged: { retryable: false },
  /** This worker knows no such provider or has no key for it. */
  UnknownProvider: { retryable: false },
  /** The workflow itself met an error that nobody expected. */
  Unexpected: { retryable: false },
} as const satisfies Record<string, { retryable: boolean }>;

export type FailureType = keyof typeof FAILURES;

export const NON_RETRYABLE_FAILURES: FailureType[] = (Object.keys(FAILURES) as FailureType[]).filter(
  (type) => !FAILURES[type].retryable,
);
