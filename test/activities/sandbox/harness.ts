// What the tests of the sandboxes share: fresh folders, runs with small limits, and a look at the host's processes.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DEFAULT_SANDBOX_LIMITS,
  type Sandbox,
  type SandboxLimits,
  type SandboxRun,
} from '../../../activities/sandbox/sandbox.js';
import type { CommandResult } from '../../../core/command.js';

export type RunOptions = Partial<Omit<SandboxRun, 'command' | 'limits'>> & { limits?: Partial<SandboxLimits> };

const TEST_TIMEOUT_MS = 20_000;

const folders: string[] = [];

export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nightshift-test-'));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Runs a command with a worktree of its own, no mounts and no network, unless told otherwise. */
export function runIn(sandbox: Sandbox, command: string, options: RunOptions = {}): Promise<CommandResult> {
  return sandbox.run({
    command,
    worktree: options.worktree ?? freshFolder(),
    mounts: options.mounts ?? [],
    env: options.env ?? {},
    network: options.network ?? 'none',
    ...(options.onRefusedHost ? { onRefusedHost: options.onRefusedHost } : {}),
    limits: { ...DEFAULT_SANDBOX_LIMITS, timeoutMs: TEST_TIMEOUT_MS, ...options.limits },
    signal: options.signal ?? new AbortController().signal,
  });
}

/** Numbers of the host's living processes with `mark` in their command line. */
export function processesWith(mark: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid && commandLine(name).includes(mark))
    .map(Number);
}

/** Arguments of a process, each ended by a NUL; empty for one that is gone. */
export function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    // It ended between the listing and the look: then it has no command line.
    return '';
  }
}
