// The hands, seen from the workflows: inputs and results of every activity. Everything here is plain data and small;
// texts go by artifact reference. Expected failures are data; a thrown failure is transport or a bug.
import type { ArtifactRef } from './artifact.js';
import type { AuthorActivities } from './author-activities.js';
import type { CandidateRecord, Conversation } from './candidate.js';
import type { SandboxKind } from './command.js';
import type { ForgeActivities, PullRequestRef, PushTo } from './forge-activities.js';
import type { CallCost, ModelActivities } from './model-activities.js';
import type { Receipt } from './receipt.js';
import type { RepositoryRef } from './repository.js';
import type { SpecRef } from './spec.js';
import type { ValidatorTerms } from './terms.js';
import type { BaselineOutcome, ExpectedFailure, ValidatorPlan, Verdict } from './validator.js';
import type { HeldOutTests } from './written-tests.js';

export interface WorkspaceActivities {
  /** Brings the repository into mirror and store and pins the base commit: `HEAD` of the user's repository. */
  openRepository(input: OpenRepositoryInput): Promise<OpenRepositoryResult>;
  /** Merges `commit` into `onto` and stores the result; a conflict is data. */
  mergeCommit(input: MergeInput): Promise<MergeResult>;
  /** Brings a branch as it stands on the forge into mirror and store. */
  fetchBranch(input: FetchBranchInput): Promise<FetchBranchResult>;
  /** Merges the base branch's commit into the published one and stores the result. A conflict is committed with its marks
   * in the files, for a candidate to settle. */
  mergeBase(input: MergeBaseInput): Promise<MergeBaseResult>;
  /** Removes what this host keeps of a run that has ended. Commits stay in the store. */
  discardWorktrees(input: DiscardWorktreesInput): Promise<void>;
}

export interface OpenRepositoryInput {
  repository: RepositoryRef;
  run: string;
  /** Where the result will go: what forbids that is found before money is spent. */
  target: PublishTarget;
}
export interface DiscardWorktreesInput {
  repository: RepositoryRef;
  run: string;
}
export type OpenRepositoryResult =
  | { ok: true; baseCommit: string; baseBranch: string; dirty: boolean }
  | ExpectedFailure<'notARepository' | 'noCommit' | 'unreadable' | PublishProblem>;

export interface MergeInput {
  repository: RepositoryRef;
  run: string;
  taskId: string;
  taskTitle: string;
  onto: string;
  commit: string;
  committedAtMs: number;
}
export type MergeResult = { ok: true; commit: string } | { ok: false; conflicts: string[] };

export interface FetchBranchInput {
  repository: RepositoryRef;
  run: string;
  branch: string;
  /** Absent: in the repository itself. */
  pushTo?: PushTo;
}
export type FetchBranchResult =
  | { ok: true; commit: string }
  | ExpectedFailure<'notARepository' | 'noCommit' | 'unreadable'>;
export interface MergeBaseInput {
  repository: RepositoryRef;
  run: string;
  /** The published commit. */
  onto: string;
  /** The base branch's. */
  commit: string;
  baseBranch: string;
  committedAtMs: number;
}
export interface MergeBaseResult {
  commit: string;
  /** Paths that hold marks of a conflict; empty where there was none. */
  conflicts: string[];
}

export interface ValidatorActivities extends Pick<AuthorActivities, 'checkTests' | 'deliverTests'> {
  /** Finds out how the repository at a commit is tested. Runs nothing. */
  detectTests(input: DetectInput): Promise<({ ok: true } & ValidatorPlan) | ExpectedFailure<'noTestCommand'>>;
  /** Installs dependencies and runs the base's tests several times, with and without the acceptance files. */
  runBaseline(input: BaselineInput): Promise<BaselineOutcome>;
  /** Judges one commit against the baseline. */
  judge(input: JudgeInput): Promise<Verdict>;
}

export interface DetectInput {
  repository: RepositoryRef;
  commit: string;
  terms: ValidatorTerms;
}
export interface BaselineInput {
  repository: RepositoryRef;
  commit: string;
  validator: ValidatorPlan;
  acceptance: ArtifactRef | null;
  /** `SpecRef.acceptancePaths`. */
  acceptancePaths?: string[];
  sandbox: SandboxKind;
}
export interface JudgeInput {
  repository: RepositoryRef;
  run: string;
  taskId: string;
  candidate: string;
  baseCommit: string;
  commit: string;
  validator: ValidatorPlan;
  /** `BaselineOk.results`. */
  baseline: ArtifactRef;
  acceptance: ArtifactRef | null;
  /** Tests that are in no tree but the one they are run in. Absent: none. */
  heldOut?: HeldOutTests | null;
  /** Ids of written tests that decide nothing. Absent: none. */
  setAside?: string[];
  /** Tests of the base that the spec contradicts: they decide nothing, and the verdict names those that fail. Absent:
   * none. `approved`: a person set it aside. */
  superseded?: { id: string; approved: boolean }[];
  /** False while only a part of the spec is done: acceptance tests are then not in the judged tree. */
  judgeAcceptance: boolean;
  /** Paths in which a merge left marks of a conflict: none may stand there any more. Absent: there were none. */
  conflicts?: string[];
  sandbox: SandboxKind;
  committedAtMs: number;
}

export interface ToolActivities extends Pick<AuthorActivities, 'runAuthorTools'> {
  /** Runs the tool calls of the last message in the worktree, snapshots a commit and pushes it to the store. */
  runTools(input: RunToolsInput): Promise<RunToolsResult>;
}
export interface RunToolsInput {
  repository: RepositoryRef;
  run: string;
  taskId: string;
  taskTitle: string;
  candidate: string;
  turn: number;
  generator: string;
  /** Where the run began: its dependencies are those that are installed. */
  baseCommit: string;
  commit: string;
  conversation: Conversation;
  validator: ValidatorPlan;
  sandbox: SandboxKind;
  committedAtMs: number;
}
export interface RunToolsResult {
  commit: string;
  conversation: Conversation;
  /** One line for the UI, such as `exit 0 in 1.2 s`. */
  ended: string;
  /** The same text for the same error. Absent or null: what was called went well. */
  failing?: string | null;
  /** Why nothing that was called could be run, in one line. Absent or null: something could. */
  unusable?: string | null;
}

export interface PublishInput {
  repository: RepositoryRef;
  branch: string;
  /** Where the run began, or the commit of the base branch that was merged in: what the user has already is no news to them. */
  baseCommit: string;
  commit: string;
  /** Acceptance files: a person wrote them, or they were looked at before they were accepted. */
  acceptance: ArtifactRef | null;
  /** What we published under this name before, or null: only that may be replaced. */
  replaces: string | null;
  /** Where a repository on a forge takes it. Absent: into the repository itself. */
  pushTo?: PushTo;
  /** Whether it may change what the forge runs, `.github/workflows`. Absent: it may. */
  allowWorkflowFiles?: boolean;
}
export type PublishResult =
  | { ok: true; branch: string; commit: string }
  | ExpectedFailure<PublishProblem | 'secretFound' | 'workflowFiles' | 'tooLarge'>;
/** The branch in the user's repository that the result becomes. */
export type PublishTarget = Pick<PublishInput, 'branch' | 'replaces' | 'pushTo'>;
/** What forbids to publish there. `refused`: the forge's rules or the token's rights do not let us push. */
export type PublishProblem = 'branchTaken' | 'branchCheckedOut' | 'readOnly' | 'refused';

export interface LedgerActivities {
  recordSpec(input: RecordSpecInput): Promise<void>;
  recordCandidate(input: RecordCandidateInput): Promise<void>;
  /** All that may have been billed under a key prefix, ambiguous calls at their worst case. */
  chargedUnder(input: { keyPrefix: string }): Promise<Omit<CallCost, 'replayed'>>;
  /** Stores the receipt as artifacts (Markdown and JSON) and closes the spec's row. Returns the Markdown's reference. */
  writeReceipt(input: { receipt: Receipt }): Promise<ArtifactRef>;
  /** Writes down what became of a result on the forge; the last word stands. */
  recordOutcome(input: RecordOutcomeInput): Promise<void>;
}
export interface RecordOutcomeInput {
  deliverId: string;
  generation: number;
  pullRequest: PullRequestRef;
  state: ResultState;
  by: string | null;
  atMs: number;
}
/** `pending`: open. `accepted`: merged. `rejected`: closed without. `reverted`: merged and taken back. */
export type ResultState = 'pending' | 'accepted' | 'rejected' | 'reverted';
export interface RecordSpecInput {
  deliverId: string;
  generation: number;
  run: string;
  spec: SpecRef;
  repository: RepositoryRef;
  budgetMicroUsd: number;
  startedAtMs: number;
}
export interface RecordCandidateInput {
  deliverId: string;
  generation: number;
  candidate: CandidateRecord;
}

export type Activities = WorkspaceActivities &
  ValidatorActivities &
  ModelActivities &
  ToolActivities &
  ForgeActivities &
  LedgerActivities;
