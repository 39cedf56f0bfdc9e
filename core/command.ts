// The result of a command in the sandbox. Success and failure have one shape; `reason` says how it ended.

export type EndReason = 'exited' | 'signaled' | 'timedOut' | 'outOfMemory' | 'outputLimit' | 'cancelled';

export interface CommandResult {
  reason: EndReason;
  /** Null unless the command exited by itself. */
  exitCode: number | null;
  signal: string | null;
  /** Standard output and standard error in the order of arrival, head and tail kept when longer than the limit. */
  output: string;
  /** Bytes that the command wrote in all. */
  outputBytes: number;
  durationMs: number;
}

export type SandboxKind = 'bubblewrap' | 'docker' | 'none';
