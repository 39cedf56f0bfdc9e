// The `bash` tool: a command in the sandbox, in the worktree.
import { describeEnd } from '../../core/describe-end.js';
import { BASH_TIMEOUT_SECONDS, type BashInput } from '../../core/tools.js';
import type { ToolSurroundings } from './run-tool.js';
import { DEFAULT_SANDBOX_LIMITS } from './sandbox.js';

const MS_PER_SECOND = 1_000;

export async function runBash(input: BashInput, around: ToolSurroundings): Promise<{ output: string; ended: string }> {
  const wantedMs = (input.timeoutSeconds ?? BASH_TIMEOUT_SECONDS) * MS_PER_SECOND;
  const result = await around.sandbox.run({
    command: inBash(input.command),
    worktree: around.worktree,
    mounts: around.mounts,
    env: around.environment,
    network: 'none',
    limits: { ...DEFAULT_SANDBOX_LIMITS, timeoutMs: Math.min(wantedMs, around.timeLeftMs) },
    signal: around.signal,
  });
  return { output: result.output, ended: describeEnd(result) };
}

/** Models write for bash; a system without it gets what its own shell makes of the command. */
function inBash(command: string): string {
  return `exec "$(command -v bash || command -v sh)" -c '${command.replaceAll("'", "'\\''")}'`;
}
