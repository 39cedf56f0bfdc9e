// What becomes of written tests once a result has passed: the held-out ones join the others in the branch, those that
// were set aside leave it, or all of them do.
import type { DeliverTestsInput } from '../../core/author-activities.js';
import { commitMessage } from '../../core/commit-message.js';
import { TESTS_TASK_ID } from '../../core/plan.js';
import { candidateRef } from '../../core/refs.js';
import { fileOfTest } from '../../core/validator/test-id.js';
import type { Hands } from '../hands.js';
import { overlayFiles, readAcceptanceFiles } from './acceptance-files.js';
import { VALIDATOR_NAME } from './judged-tree.js';
import { removeInTree } from './tree-files.js';

const DELIVERED = 'delivered';
const TITLE_KEPT = 'Settle which acceptance tests stay';
const TITLE_TAKEN_OUT = 'Take out the acceptance tests that judged';

export async function deliverTests(
  { workspace, ledger }: Pick<Hands, 'workspace' | 'ledger'>,
  input: DeliverTestsInput,
): Promise<{ commit: string }> {
  const { repository, run, commit, keep } = input;
  const worktree = await workspace.addWorktree(repository, commit);
  try {
    const visible = await readAcceptanceFiles(ledger.artifacts, input.visible);
    const heldOut = await readAcceptanceFiles(ledger.artifacts, input.heldOut);
    const doubted = new Set(input.setAside.map(fileOfTest));
    if (keep) await overlayFiles(worktree.dir, heldOut);
    for (const path of Object.keys({ ...visible, ...heldOut })) {
      if (!keep || doubted.has(path)) await removeInTree(worktree.dir, path);
    }
    const title = keep ? TITLE_KEPT : TITLE_TAKEN_OUT;
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
