// Runs the tests on a checkout of its own, changed first as the caller likes, and removes it afterwards.
import type { RepositoryRef } from '../../core/repository.js';
import type { Workspace } from '../workspace/workspace.js';
import { type RanTests, runTests, type TestRunRequest } from './run-tests.js';

export interface CommitRunRequest extends Omit<TestRunRequest, 'tree'> {
  workspace: Workspace;
  repository: RepositoryRef;
  commit: string;
  /** Changes the tree before the tests run. */
  change?: (tree: string) => Promise<void>;
}

export async function runOnCommit(request: CommitRunRequest): Promise<RanTests> {
  const worktree = await request.workspace.addWorktree(request.repository, request.commit);
  try {
    await request.change?.(worktree.dir);
    return await runTests({ ...request, tree: worktree.dir });
  } finally {
    await request.workspace.removeWorktree(worktree);
  }
}
