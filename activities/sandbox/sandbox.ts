// The sandbox's port: the only way in which code from a repository or a model is ever run.
import type { CommandResult, SandboxFacts, SandboxKind } from '../../core/command.js';

export interface SandboxMount {
  source: string;
  /** Absolute path inside. */
  target: string;
  /**
   * `overlay`: the run may write in it and then loses what it wrote, while the source stays as it is. A sandbox that has
   * no overlays mounts it read-only.
   */
  access: 'readOnly' | 'writable' | 'overlay';
  /**
   * Folders that stand in it, by relative path, covered by empty ones that each run may write in and then loses. An
   * overlay needs none, and shows what really stands there.
   */
  scratch?: readonly string[];
}

export interface SandboxRun {
  /** Run by `sh -c` with `/w` as its working directory. */
  command: string;
  /** Folder on the host that appears, writable, as `/w`. */
  worktree: string;
  mounts: SandboxMount[];
  /** Added to the cleared environment. Never secrets. */
  env: Record<string, string>;
  /** `registries`: package registries can be reached through a proxy, and nothing else. For fetching dependencies only. */
  network: 'none' | 'registries';
  /** Told of each host that a run with `registries` asked for and that is none; once for each, as `host` or `host:port`. */
  onRefusedHost?(host: string): void;
  limits: SandboxLimits;
  signal: AbortSignal;
}

export interface SandboxLimits {
  timeoutMs: number;
  /** Output kept: head and tail. The run goes on when a command writes more, up to `outputBytesMax`. */
  outputBytesKept: number;
  /** A command that writes more than this is stopped with `outputLimit`. */
  outputBytesMax: number;
  /** For each file. */
  fileBytesMax: number;
  memoryBytesMax: number;
  /** Processes and threads at once. */
  processesMax: number;
  /** How much the worktree and the writable mounts may grow; beyond it the command is stopped with `diskLimit`. */
  diskBytesMax: number;
  /** How many files they may gain. */
  diskFilesMax: number;
}

export interface Sandbox {
  kind: SandboxKind;
  /** Never throws for what the command does; throws `SandboxUnavailable` when the sandbox itself cannot work. */
  run(run: SandboxRun): Promise<CommandResult>;
  /** What came out in a file, such as a report of tests, without secrets. Absent where nobody knows any. */
  redact?(texts: readonly string[]): Promise<string[]>;
  /** Shows that the sandbox isolates here: null when it does, else what is wrong and the way out. */
  selfTest(): Promise<string | null>;
  /** What this sandbox can do on this machine. */
  facts(): Promise<SandboxFacts>;
}

/** Folders of the host in which a run may leave something. */
export function writableFolders(run: Pick<SandboxRun, 'worktree' | 'mounts'>): string[] {
  const mounts = run.mounts.filter((mount) => mount.access === 'writable');
  return [run.worktree, ...mounts.map((mount) => mount.source)];
}

export const DEFAULT_SANDBOX_LIMITS: SandboxLimits = {
  timeoutMs: 120_000,
  outputBytesKept: 256_000,
  outputBytesMax: 64_000_000,
  fileBytesMax: 1_000_000_000,
  memoryBytesMax: 4_000_000_000,
  processesMax: 4_096,
  diskBytesMax: 10_000_000_000,
  diskFilesMax: 1_000_000,
};
