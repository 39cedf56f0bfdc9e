// What becomes of written tests once a result has passed: the held-out ones join the others in the branch, or all of
// them are taken out of it.
import type { DeliverTestsInput } from '../../core/activities.js';
import { commitMessage } from '../../core/commit-message.js';
import { TESTS_TASK_ID } from '../../core/plan.js';
import { candidateRef } from '../../core/refs.js';
import type { Hands } from '../hands.js';
import { overlayFiles, readAcceptanceFiles } from './acceptance-files.js';
import { VALIDATOR_NAME } from './judged-tree.js';
import { removeInTree } from './tree-files.js';

const DELIVERED = 'delivered';

export async function deliverTests(
  { workspace, ledger }: Pick<Hands, 'workspace' | 'ledger'>,
  input: DeliverTestsInput,
): Promise<{ commit: string }> {
  const { repository, run, commit, keep } = input;
  const worktree = await workspace.addWorktree(repository, commit);
  try {
    if (keep) {
      await overlayFiles(worktree.dir, await readAcceptanceFiles(ledger.artifacts, input.heldOut));
    } else {
      const written = await readAcceptanceFiles(ledger.artifacts, input.visible);
      for (const path of Object.keys(written)) await removeInTree(worktree.dir, path);
    }
    const title = keep ? 'Add the acceptance tests that were held out' : 'Take out the acceptance tests that judged';
    return await workspace.snapshot({
      repository,
      worktree,
      parent: commit,
      message: commitMessage({ title, run, task: TESTS_TASK_ID, candidate: DELIVERED, generator: VALIDATOR_NAME }),
      authorName: VALIDATOR_NAME,
      committedAtMs: input.committedAtMs,
      ref: candidateRef(run, TESTS_TASK_ID, DELIVERED),
    });
  } finally {
    await workspace.removeWorktree(worktree);
  }
}
