// What the double knows: people, repositories and what stands in them, as plain mutable records. How they are shown
// is the business of `views/`, how they change that of `acts/`.
import type { BareRepository } from './git/bare-repository.js';

/** Of everything that is listed: a list may leave out what was made just now. */
export interface Made {
  id: number;
  createdAtMs: number;
}

export interface User extends Made {
  login: string;
  name: string | null;
  type: 'User' | 'Bot' | 'Organization';
}

export type Role = 'read' | 'triage' | 'write' | 'maintain' | 'admin';

export interface Repository extends Made {
  owner: User;
  name: string;
  /** `owner/name` in lower case, of before it was renamed or transferred. */
  formerly: string[];
  description: string | null;
  private: boolean;
  archived: boolean;
  hasIssues: boolean;
  /** Private repositories of accounts that do not pay have none. */
  hasDrafts: boolean;
  parent: Repository | null;
  defaultBranch: string;
  updatedAtMs: number;
  pushedAtMs: number;
  /** By login in lower case. */
  roles: Map<string, Role>;
  rules: BranchRule[];
  labels: Label[];
  /** Pull requests as well: they share the numbers. */
  issues: Issue[];
  checkSuites: CheckSuite[];
  checkRuns: CheckRun[];
  statuses: CommitStatus[];
  git: BareRepository;
}

/** What pushes and merges to branches of that name have to obey; `*` stands for anything. */
export interface BranchRule {
  pattern: string;
  /** Pushes are refused with this message; null: they are not. */
  refusesPush: string | null;
  /** Whether a pull request must have its base merged in before it is merged. */
  upToDate: boolean;
  requiredChecks: string[];
  requiredApprovals: number;
}

export interface Label extends Made {
  name: string;
  color: string;
  description: string | null;
}

export const REACTIONS = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'] as const;
export type ReactionContent = (typeof REACTIONS)[number];
export interface Reaction extends Made {
  user: User;
  content: ReactionContent;
}

export interface Comment extends Made {
  user: User;
  app: App | null;
  body: string;
  updatedAtMs: number;
  reactions: Reaction[];
}

export interface IssueEvent extends Made {
  event: string;
  actor: User;
  label: Label | null;
  rename: { from: string; to: string } | null;
  commit: string | null;
}

export interface Issue extends Made {
  number: number;
  user: User;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  stateReason: 'completed' | 'not_planned' | 'reopened' | null;
  locked: boolean;
  labels: Label[];
  updatedAtMs: number;
  closedAtMs: number | null;
  closedBy: User | null;
  comments: Comment[];
  reactions: Reaction[];
  events: IssueEvent[];
  /** It is not here any more. */
  gone: 'deleted' | { movedTo: Repository; number: number } | null;
  pull: Pull | null;
}

export type PullIssue = Issue & { pull: Pull };
export function isPull(issue: Issue): issue is PullIssue {
  return issue.pull !== null;
}

export interface Pull {
  /** Null where the fork was deleted. */
  headRepository: Repository | null;
  headBranch: string;
  headSha: string;
  baseBranch: string;
  baseSha: string;
  draft: boolean;
  merged: { sha: string; by: User; atMs: number } | null;
  /** The pair of commits for which somebody has asked already whether it can be merged. */
  mergeAskedFor: string | null;
  reviews: Review[];
  threads: ReviewThread[];
  requestedReviewers: User[];
  /** Of the change, as of its last push. */
  size: { commits: number; additions: number; deletions: number; files: number };
}

export type ReviewState = 'PENDING' | 'COMMENTED' | 'APPROVED' | 'CHANGES_REQUESTED' | 'DISMISSED';
export interface Review extends Made {
  user: User;
  body: string;
  state: ReviewState;
  commit: string;
  submittedAtMs: number | null;
}

/** A conversation on a line of the change. */
export interface ReviewThread {
  nodeId: string;
  path: string;
  /** Null: about the whole file. */
  line: number | null;
  side: 'LEFT' | 'RIGHT';
  commit: string;
  hunk: string;
  resolvedBy: User | null;
  comments: ReviewComment[];
}
export interface ReviewComment extends Comment {
  review: Review;
}

export type CheckStatus = 'queued' | 'in_progress' | 'completed';
export type Conclusion = 'success' | 'failure' | 'neutral' | 'cancelled' | 'skipped' | 'timed_out' | 'action_required';

export interface CheckSuite extends Made {
  app: App;
  headSha: string;
  headBranch: string;
  updatedAtMs: number;
}
export interface CheckRun extends Made {
  suite: CheckSuite;
  name: string;
  status: CheckStatus;
  conclusion: Conclusion | null;
  startedAtMs: number;
  completedAtMs: number | null;
  output: { title: string | null; summary: string | null; text: string | null };
  annotations: Annotation[];
  detailsUrl: string | null;
  externalId: string;
  /** What an Actions job printed; null: it is a check of another App. */
  log: string | null;
  /** How often it was asked to run again. */
  rerequests: number;
}
export interface Annotation {
  path: string;
  startLine: number;
  endLine: number;
  level: 'notice' | 'warning' | 'failure';
  title: string | null;
  message: string;
}

export type StatusState = 'error' | 'failure' | 'pending' | 'success';
export interface CommitStatus extends Made {
  sha: string;
  state: StatusState;
  context: string;
  description: string | null;
  targetUrl: string | null;
  creator: User;
}

export type Permissions = Record<string, 'read' | 'write'>;

export interface App extends Made {
  slug: string;
  name: string;
  owner: User;
  bot: User;
  /** PEM; null: nobody can sign in as this App, such as GitHub Actions. */
  publicKey: string | null;
  permissions: Permissions;
  events: string[];
  installations: Installation[];
}
export interface Installation extends Made {
  account: User;
  suspended: boolean;
  /** Null: all of the account. */
  repositories: Repository[] | null;
}

/** Who makes a request, or acts. */
export interface Actor {
  user: User;
  /** The App that acts, under its own name. */
  app: App | null;
}
