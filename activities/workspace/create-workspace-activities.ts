// The workspace's activities: what people can mend comes back as data, what may pass is thrown for Temporal to retry.
import type { OpenRepositoryInput, OpenRepositoryResult, WorkspaceActivities } from '../../core/activities.js';
import { mergeMessage } from '../../core/commit-message.js';
import { mergeRef } from '../../core/refs.js';
import type { Hands } from '../hands.js';
import { problemAsData } from './problem-as-data.js';
import type { Workspace } from './workspace.js';

/** Reasons why a run ends before it begins. */
const EXPECTED = [
  'notARepository',
  'noCommit',
  'unreadable',
  'branchTaken',
  'branchCheckedOut',
  'readOnly',
  'refused',
] as const;

export function createWorkspaceActivities(hands: Pick<Hands, 'workspace'>): WorkspaceActivities {
  const { workspace } = hands;
  return {
    openRepository: (input) => openRepository(workspace, input),
    mergeCommit: (input) =>
      workspace.merge({
        repository: input.repository,
        onto: input.onto,
        commit: input.commit,
        message: mergeMessage({ title: input.taskTitle, run: input.run, task: input.taskId }),
        committedAtMs: input.committedAtMs,
        ref: mergeRef(input.run, input.taskId),
      }),
    fetchBranch: async () => Promise.reject(new Error('not built yet')),
    mergeBase: async () => Promise.reject(new Error('not built yet')),
    discardWorktrees: (input) => workspace.removeKeptWorktrees(input.repository, input.run),
  };
}

export async function openRepository(workspace: Workspace, input: OpenRepositoryInput): Promise<OpenRepositoryResult> {
  try {
    return { ok: true, ...(await workspace.open(input.repository, input.run, input.target)) };
  } catch (error) {
    return problemAsData(error, EXPECTED);
  }
}
