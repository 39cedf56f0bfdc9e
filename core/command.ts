// The result of a command in the sandbox. Success and failure have one shape; `reason` says how it ended.

/** `diskLimit`: the command's files grew beyond their limit. Whatever we ended, and why, has a reason of its own. */
export type EndReason = 'exited' | 'signaled' | 'timedOut' | 'outOfMemory' | 'outputLimit' | 'diskLimit' | 'cancelled';

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

/** What stands between the code that is run and the machine, as the worker found it. Part of the receipt. */
export interface SandboxFacts {
  kind: SandboxKind;
  /**
   * How memory is bounded: for all processes of a command together, by a control group or a container; or for each
   * process alone; or not at all.
   */
  memoryLimit: 'controlGroup' | 'container' | 'eachProcess' | 'none';
  /** One sentence for each thing that is weaker here than it could be, with the way out; empty where nothing is. */
  weaknesses: string[];
}
