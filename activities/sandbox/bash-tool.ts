// The `bash` tool: a command in the sandbox, in the worktree.
import { describeEnd } from '../../core/describe-end.js';
import { BASH_TIMEOUT_SECONDS, type BashInput, TOOL_OUTPUT_BYTES_KEPT } from '../../core/tools.js';
import type { ToolSurroundings } from './run-tool.js';
import { DEFAULT_SANDBOX_LIMITS } from './sandbox.js';

const MS_PER_SECOND = 1_000;

export interface BashEnd {
  output: string;
  /** Bytes that the command wrote, kept or not. */
  outputBytes: number;
  /** How it ended, in a few words. */
  ended: string;
  /** Null when it did not end by itself. */
  exitCode: number | null;
}

export async function runBash(input: BashInput, around: ToolSurroundings): Promise<BashEnd> {
  const result = await around.sandbox.run({
    command: inBash(input.command),
    worktree: around.worktree,
    mounts: around.mounts,
    env: around.environment,
    network: 'none',
    limits: {
      ...DEFAULT_SANDBOX_LIMITS,
      timeoutMs: (input.timeoutSeconds ?? BASH_TIMEOUT_SECONDS) * MS_PER_SECOND,
      outputBytesKept: TOOL_OUTPUT_BYTES_KEPT,
    },
    signal: around.signal,
  });
  const { output, outputBytes, exitCode } = result;
  return { output, outputBytes, exitCode, ended: describeEnd(result) };
}

/** Models write for bash; a system without it gets what its own shell makes of the command. */
function inBash(command: string): string {
  return `exec "$(command -v bash || command -v sh)" -c '${command.replaceAll("'", "'\\''")}'`;
}
