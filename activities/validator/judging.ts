// What the steps of one judgement share, and how each of them runs the tests.
import type { Hands } from '../hands.js';
import type { SandboxMount } from '../sandbox/sandbox.js';
import type { JudgedTree } from './judged-tree.js';
import { runOnCommit } from './run-on-commit.js';
import { type RanTests, runTests } from './run-tests.js';

export interface Judging extends JudgedTree {
  hands: Hands;
  signal: AbortSignal;
}

/** Runs the tests in a tree that was made already. */
export function runIn(judging: Judging, tree: string, mounts: readonly SandboxMount[]): Promise<RanTests> {
  return runTests({ ...runnerOf(judging), tree, mounts });
}

/** Runs the tests on a checkout of its own, changed first as the caller likes. */
export function runOn(
  judging: Judging,
  commit: string,
  mounts: readonly SandboxMount[],
  change?: (tree: string) => Promise<void>,
): Promise<RanTests> {
  const { workspace, input } = judging;
  const request = { ...runnerOf(judging), workspace, repository: input.repository, commit, mounts };
  return runOnCommit(change ? { ...request, change } : request);
}

function runnerOf({ hands, input, signal }: Judging) {
  return { home: hands.home, sandbox: hands.sandbox(input.sandbox), validator: input.validator, signal };
}
