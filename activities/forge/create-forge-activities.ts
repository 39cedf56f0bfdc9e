// The local forge: a spec's result becomes a branch in the user's own repository.
import type { ForgeActivities, PublishInput, PublishResult } from '../../core/activities.js';
import type { Hands } from '../hands.js';
import { problemAsData } from '../workspace/problem-as-data.js';
import type { Workspace } from '../workspace/workspace.js';

export function createForgeActivities(hands: Pick<Hands, 'workspace'>): ForgeActivities {
  return {
    publishBranch: (input) => publishBranch(hands.workspace, input),
  };
}

export async function publishBranch(workspace: Workspace, input: PublishInput): Promise<PublishResult> {
  try {
    await workspace.publish(input.repository, input.branch, input.commit, input.replaces);
    return { ok: true, branch: input.branch, commit: input.commit };
  } catch (error) {
    return problemAsData(error, ['branchTaken', 'branchCheckedOut', 'readOnly']);
  }
}
