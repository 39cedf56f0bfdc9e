// The workspace's activities: what people can mend comes back as data, what may pass is thrown for Temporal to retry.
import type {
  FetchBranchInput,
  FetchBranchResult,
  MergeBaseInput,
  MergeBaseResult,
  OpenRepositoryInput,
  OpenRepositoryResult,
  WorkspaceActivities,
} from '../../core/activities.js';
import { mergeMessage } from '../../core/commit-message.js';
import { mergeRef } from '../../core/refs.js';
import { failure } from '../failure.js';
import type { Hands } from '../hands.js';
import { problemAsData } from './problem-as-data.js';
import { RepositoryProblem, type Workspace } from './workspace.js';

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
    fetchBranch: (input) => fetchBranch(workspace, input),
    mergeBase: (input) => mergeBase(workspace, input),
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

export async function fetchBranch(workspace: Workspace, input: FetchBranchInput): Promise<FetchBranchResult> {
  try {
    return { ok: true, commit: await workspace.fetchBranch(input) };
  } catch (error) {
    return problemAsData(error, ['notARepository', 'noCommit', 'unreadable']);
  }
}

/** The forge is asked for a past that was left out, and for nothing that anybody could mend but by letting us in again. */
async function mergeBase(workspace: Workspace, input: MergeBaseInput): Promise<MergeBaseResult> {
  try {
    return await workspace.mergeBase(input);
  } catch (error) {
    throw error instanceof RepositoryProblem ? failure('GitTrouble', error.message, { cause: error }) : error;
  }
}
