// What the tests of the dependency cache share: a setup that two runs would do differently, and short ways to ask.
import type { PreparedDependencies, PrepareInput } from '../../../activities/hands.js';
import { DEFAULT_SANDBOX_LIMITS, type SandboxMount } from '../../../activities/sandbox/sandbox.js';
import { createWanted } from '../../../activities/validator/dependencies/wanted-dependencies.js';
import type { CommandResult } from '../../../core/command.js';
import type { Room } from './room.js';

/** Writes what it was run with and when, so that two installations differ. */
export const SETUP =
  'mkdir -p node_modules/dep extra && echo "$npm_config_ignore_scripts $PWD" > node_modules/dep/how && ' +
  'date +%s%N > node_modules/dep/when && echo 1 > one.txt';

export function input(house: Room, more: Partial<PrepareInput> = {}): PrepareInput {
  const { repository, base, plan, hands } = house;
  const signal = new AbortController().signal;
  const sandbox = hands.sandbox('bubblewrap');
  return { repository, baseCommit: base, commit: base, validator: plan, sandbox, signal, ...more };
}

export async function prepared(house: Room, more: Partial<PrepareInput> = {}): Promise<PreparedDependencies> {
  const found = await house.hands.dependencies.prepare(input(house, more));
  if (!found.ok) throw new Error(found.message);
  return found;
}

/** The key alone, without an installation. */
export async function keyOf(house: Room, more: Partial<PrepareInput> = {}): Promise<string> {
  return (await createWanted(house.hands.workspace)(input(house, more)))?.key ?? 'none';
}

/** Runs a command on a fresh checkout of the base. */
export async function inSandbox(house: Room, mounts: SandboxMount[], command: string): Promise<CommandResult> {
  const worktree = await house.hands.workspace.addWorktree(house.repository, house.base);
  try {
    return await house.hands.sandbox('bubblewrap').run({
      command,
      worktree: worktree.dir,
      mounts,
      env: {},
      network: 'none',
      limits: DEFAULT_SANDBOX_LIMITS,
      signal: new AbortController().signal,
    });
  } finally {
    await house.hands.workspace.removeWorktree(worktree);
  }
}
