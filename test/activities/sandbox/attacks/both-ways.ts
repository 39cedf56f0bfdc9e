// Every attack is tried twice: with no sandbox, which shows that it works, and inside.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBubblewrapSandbox } from '../../../../activities/sandbox/bubblewrap.js';
import { createNoSandbox } from '../../../../activities/sandbox/no-sandbox.js';
import { testBubblewrap } from '../../../setup/bubblewrap.js';
import { freshFolder, type RunOptions, runIn } from '../harness.js';

export const sandbox = createBubblewrapSandbox({ bwrapPath: await testBubblewrap() });
export const none = createNoSandbox();

/** True where the worker is the machine's root, as it often is in containers. */
export const isRoot = process.geteuid?.() === 0;

export interface BothWays {
  /** What the attack says without a sandbox. */
  outside: string;
  inside: string;
}

/** A shell command. Each way has a fresh worktree unless one is named. */
export async function bothWays(command: string, options: RunOptions = {}): Promise<BothWays> {
  const outside = (await runIn(none, command, options)).output.trim();
  return { outside, inside: (await runIn(sandbox, command, options)).output.trim() };
}

/** A Python program that prints what came of the attack. */
export async function pythonBothWays(program: string, options: RunOptions = {}): Promise<BothWays> {
  return bothWays('python3 attack.py', { ...options, worktree: worktreeWith(program) });
}

export function worktreeWith(program: string): string {
  const worktree = freshFolder();
  writeFileSync(join(worktree, 'attack.py'), program);
  return worktree;
}
