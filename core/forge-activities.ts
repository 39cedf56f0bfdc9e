// The forge, seen from the workflows: what is brought to it and what is heard from it. A local repository has no issues
// and no reviews: there each of these has nothing to do and says so.
import type { PublishInput, PublishResult } from './activities.js';
import type { ArtifactRef } from './artifact.js';
import type { ReviewComment } from './model-activities.js';
import type { Receipt } from './receipt.js';
import type { RepositoryRef } from './repository.js';
import type { DeliverStatus } from './status.js';
import type { ExpectedFailure } from './validator.js';

export interface ForgeActivities {
  /** Brings the delivered commit to the repository as a branch. Doing it twice is harmless. */
  publishBranch(input: PublishInput): Promise<PublishResult>;
  /**
   * Opens the pull request, or finds the one that stands for this branch, and brings title, body and draft state up to
   * date. Doing it twice is harmless. A local repository has none.
   */
  openPullRequest(input: OpenPullRequestInput): Promise<OpenPullRequestResult>;
  /** Brings the one living comment on the issue and the label that says the state up to date. */
  showProgress(input: ShowProgressInput): Promise<ShowProgressResult>;
  /** What became of the pull request, and what is to be done about it. */
  lookAtPullRequest(input: LookInput): Promise<LookResult>;
  /** Asks for another run of checks that failed, as for flaky ones. */
  rerunChecks(input: RerunChecksInput): Promise<ForgeResult>;
  /** Answers remarks in their threads and resolves those that were done. Doing it twice is harmless. */
  answerRemarks(input: AnswerRemarksInput): Promise<ForgeResult>;
  /** Writes a comment once: `key` tells whether it stands there already. */
  comment(input: CommentInput): Promise<ForgeResult>;
}

/**
 * Why the forge does not do what it is asked. `unauthorized`: the token is not valid any more. `forbidden`: the
 * permission is missing, or was withdrawn. `notFound`: the issue, the pull request or the repository is gone, or hidden.
 * `readOnly`: archived or locked. `invalid`: it will never take this request. What may pass by itself (limits, a server
 * in trouble) is thrown as `ForgeBusy` or `ForgeUnreachable`.
 */
export type ForgeRefusal = 'unauthorized' | 'forbidden' | 'notFound' | 'readOnly' | 'invalid';
export type ForgeFailure = ExpectedFailure<ForgeRefusal>;
export type ForgeResult = { ok: true } | ForgeFailure;

/** Where a spec came from and its result goes. */
export interface IssueRef {
  number: number;
  /** For people. */
  url: string;
}

/** What the operator allows on the forge; pinned when the spec starts. */
export interface ForgeTerms {
  /** The label that starts a run; those that say its state begin with it and a colon. */
  label: string;
  pushTo: PushTo;
  /** Whether a result may change `.github/workflows`. */
  allowWorkflowFiles: boolean;
  /** How long an open pull request is followed. */
  followLimitMs: number;
  /** Changes to a published result, whoever asked for them: reviews, checks, the base branch. */
  revisionsMax: number;
}
/** `branch`: into the repository itself. `fork`: into the fork of that owner. */
export type PushTo = { kind: 'branch' } | { kind: 'fork'; owner: string };

export interface OpenPullRequestInput {
  repository: RepositoryRef;
  issue: IssueRef;
  pushTo: PushTo;
  branch: string;
  /** The branch that it is to be merged into. */
  baseBranch: string;
  commit: string;
  draft: boolean;
  /** The receipt so far: what the body is written from. Its end is not known yet. */
  receipt: Receipt;
  /** `BaselineResults` as JSON, which name the acceptance tests. Absent: they are counted only. */
  results?: ArtifactRef;
}
export type OpenPullRequestResult = { ok: true; pullRequest: PullRequestRef | null } | ForgeFailure;

export interface PullRequestRef {
  number: number;
  url: string;
}

export interface ShowProgressInput {
  repository: RepositoryRef;
  issue: IssueRef;
  label: string;
  state: ProgressState;
  status: DeliverStatus;
  /** Where the run stands in Temporal's UI; null where that is not known. */
  uiUrl: string | null;
  /** What was shown the last time, so that it need not be looked for. Absent: it is. */
  shown?: ShownProgress;
}
export interface ShownProgress {
  commentId: number;
  state: ProgressState;
}
/** `shown` is absent where the forge shows nothing. */
export type ShowProgressResult = { ok: true; shown?: ShownProgress } | ForgeFailure;
/** The part of the label behind the colon: `nightshift:running`. */
export type ProgressState = 'running' | 'paused' | 'delivered' | 'failed';
export const PROGRESS_STATES: readonly ProgressState[] = ['running', 'paused', 'delivered', 'failed'];

export function stateLabel(label: string, state: ProgressState): string {
  return `${label}:${state}`;
}

/** Whether it says how a run stands, whatever label started that: such labels are ours. */
export function isStateLabel(name: string): boolean {
  return PROGRESS_STATES.some((state) => name.toLowerCase().endsWith(stateLabel('', state)));
}

export interface LookInput {
  repository: RepositoryRef;
  issue: IssueRef;
  pushTo: PushTo;
  pullRequest: PullRequestRef;
  branch: string;
  /** Of the last look: where nothing has changed since, the look costs next to nothing. Null: the first look. */
  etags: Record<string, string> | null;
}
export type LookResult = { ok: true; news: PullRequestNews; etags: Record<string, string> } | ForgeFailure;

export interface PullRequestNews {
  /** `reverted`: it was merged, and a later commit on the base branch takes it back. */
  state: 'open' | 'merged' | 'closed' | 'reverted';
  /** Who merged or closed it; null while it is open, or where that is not known. */
  by: string | null;
  /** Where the branch stands on the forge: a person may have pushed to it. */
  headCommit: string;
  /** Where the base branch stands now. */
  baseCommit: string;
  /** What the base branch is called now: it may have been renamed, or another one chosen. Absent: it was not looked at. */
  baseBranch?: string;
  /** `behind`: the repository's rules want the base branch merged in first. `unknown`: the forge has not found out yet. */
  merge: 'clean' | 'behind' | 'conflicting' | 'unknown';
  /** Of the head commit; check runs and commit statuses alike. */
  checks: CheckNews[];
  /** Words by people who may write to the repository that we have not answered yet, the oldest first. Never ours. */
  remarks: Remark[];
}

export interface CheckNews {
  name: string;
  /** What is asked to run again; null where that cannot be asked for, as of a commit status. */
  id: number | null;
  state: 'pending' | 'passed' | 'failed';
  /** `Finding[]` as JSON with an excerpt of its log, as a verdict's findings are. Null unless it failed. */
  findings: ArtifactRef | null;
  url: string | null;
}

export interface Remark extends ReviewComment {
  /** The same for the same words: an edit makes another of it. */
  id: string;
  /** `thread`: a line of the change. `review`: a review as a whole that asks for changes. */
  kind: 'thread' | 'review';
}

export interface RerunChecksInput {
  repository: RepositoryRef;
  pullRequest: PullRequestRef;
  checkIds: number[];
}

export interface AnswerRemarksInput {
  repository: RepositoryRef;
  pullRequest: PullRequestRef;
  remarks: Remark[];
  /** Where the change stands that answers them; null where nothing was changed. */
  commit: string | null;
  /** The conversation whose last message is the reply; null where there is none, and `text` is it. */
  reply: ArtifactRef | null;
  text: string;
  /** Whether threads are resolved: what they ask for was done. */
  resolve: boolean;
}

export interface CommentInput {
  repository: RepositoryRef;
  /** Number of the issue or the pull request. */
  number: number;
  /** Stands in the comment where people do not see it. */
  key: string;
  text: string;
}
