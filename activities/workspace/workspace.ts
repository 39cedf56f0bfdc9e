// The workspace's port: git work on mirror, store and worktrees. The user's own repository, in a folder or on a forge, is
// only read, but for the delivered branch.
import type {
  FetchBranchInput,
  MergeBaseInput,
  MergeBaseResult,
  PublishProblem,
  PublishTarget,
} from '../../core/activities.js';
import type { Change } from '../../core/change-limit.js';
import type { PushTo } from '../../core/forge-activities.js';
import type { RepositoryRef } from '../../core/repository.js';

export interface OpenedRepository {
  baseCommit: string;
  baseBranch: string;
  dirty: boolean;
}

/** A checkout without any `.git` in it: its index and its git directory lie outside, where nothing in the tree reaches. */
export interface Worktree {
  dir: string;
  commit: string;
}

/** All that goes into a commit but its content. */
interface CommitDescription {
  repository: RepositoryRef;
  parent: string;
  message: string;
  authorName: string;
  committedAtMs: number;
  /** Ref in the store under which the commit is pushed. */
  ref: string;
}

export interface CommitTreeInput extends CommitDescription {
  /** Id of the content, as {@link Workspace.treeOf} gives it. */
  tree: string;
}

export interface SnapshotInput extends CommitDescription {
  worktree: Worktree;
  /** A change since this commit that is larger than `core/change-limit.ts` allows is refused; absent for our own work. */
  limitedSince?: string;
  /** Paths that are stored even where the tree's own patterns ignore them. Absent: none. */
  always?: readonly string[];
}

export interface SnapshotResult {
  /** The parent where nothing was changed, or the change was refused. */
  commit: string;
  changed: boolean;
  /** What is too large and how to mend it; null when the change was stored. Nothing of a refused one is. */
  refused: string | null;
}

export interface Workspace {
  /**
   * Fetches into mirror and store, once it is sure that the result could go to its target. Throws `RepositoryProblem`
   * with a reason for what people can mend.
   */
  open(repository: RepositoryRef, run: string, target?: PublishTarget): Promise<OpenedRepository>;
  /** A fresh checkout of a commit in a new folder; the commit is fetched from the store when the mirror lacks it. */
  addWorktree(repository: RepositoryRef, commit: string): Promise<Worktree>;
  removeWorktree(worktree: Worktree): Promise<void>;
  /** The worktree kept for a key (a candidate) if it still stands at `commit` untouched since, else a fresh one under that key. */
  keptWorktree(repository: RepositoryRef, key: string, commit: string): Promise<Worktree & { fresh: boolean }>;
  /** Marks a kept worktree as being changed (`null`) or as standing at a commit. */
  markWorktree(worktree: Worktree, commit: string | null): Promise<void>;
  /** Removes the repository's worktrees kept for `keyPrefix` itself and for all keys under `keyPrefix/`. */
  removeKeptWorktrees(repository: RepositoryRef, keyPrefix: string): Promise<void>;
  /** Commits the worktree's content and pushes it to the store. Same content, parent, message and date give the same id. */
  snapshot(input: SnapshotInput): Promise<SnapshotResult>;
  /**
   * Commits content that another commit has, as a snapshot of it would, and returns the commit's id: the parent's where
   * nothing differs. No files are written.
   */
  commitTree(input: CommitTreeInput): Promise<string>;
  /** Id of a commit's content: two commits with the same files, modes and links have the same one. */
  treeOf(repository: RepositoryRef, commit: string): Promise<string>;
  /** Files at a commit with their sizes; the id names the content, so that the same id means the same bytes. */
  listFiles(repository: RepositoryRef, commit: string): Promise<{ path: string; bytes: number; id: string }[]>;
  /** Texts of files at a commit by path; those that are absent, binary or larger than `bytesMax` are left out. */
  readFiles(
    repository: RepositoryRef,
    commit: string,
    paths: readonly string[],
    bytesMax: number,
  ): Promise<Map<string, string>>;
  /**
   * What matches a pattern of ripgrep in files that `listFiles` gave, letters of either case alike: how often each
   * matching text stands in each file, by path. Files without a match, binary and compressed ones are left out.
   */
  countMatches(
    repository: RepositoryRef,
    commit: string,
    files: readonly { path: string; bytes: number; id: string }[],
    pattern: string,
  ): Promise<Map<string, Map<string, number>>>;
  /** Commits before and at this one, the newest first, as many as tell what a project works on. */
  recentCommits(repository: RepositoryRef, commit: string): Promise<RecentCommit[]>;
  /** Text of a file at a commit, or null when it is absent, binary or larger than `bytesMax`. */
  readFile(repository: RepositoryRef, commit: string, path: string, bytesMax: number): Promise<string | null>;
  /** A unified diff, cut at `bytesMax`. */
  diff(repository: RepositoryRef, from: string, to: string, bytesMax: number): Promise<string>;
  changedFiles(
    repository: RepositoryRef,
    from: string,
    to: string,
  ): Promise<{ path: string; status: string; added: number; deleted: number }[]>;
  /** How many files differ between two commits, and how large they are in the second. */
  measureChange(repository: RepositoryRef, from: string, to: string): Promise<Change>;
  /** Lines that were added between two commits, binary files read as text; output of git beyond `bytesMax` is cut. */
  addedLines(
    repository: RepositoryRef,
    from: string,
    to: string,
    view: AddedView,
    bytesMax: number,
  ): Promise<AddedLines>;
  /** Merge of two commits as a commit in the store, or the paths that conflict. */
  merge(input: MergeCommitsInput): Promise<{ ok: true; commit: string } | { ok: false; conflicts: string[] }>;
  /** Brings a branch as it stands on the forge into mirror and store. Throws `RepositoryProblem`. */
  fetchBranch(input: FetchBranchInput): Promise<string>;
  /** Merges the base branch's commit into a published one; what conflicts is committed with its marks. */
  mergeBase(input: MergeBaseInput): Promise<MergeBaseResult>;
  /** Brings a commit to the user's repository, or to the forge, as a branch. Throws `RepositoryProblem`. */
  publish(
    repository: RepositoryRef,
    branch: string,
    commit: string,
    replaces: string | null,
    pushTo?: PushTo,
  ): Promise<void>;
}

export interface RecentCommit {
  /** In seconds; whoever made the commit wrote it. */
  at: number;
  subject: string;
  /** Those that it changed; none for a merge. */
  paths: string[];
}

/** What is added when all is done, or by each commit on the way. */
export type AddedView = 'result' | 'history';

export interface AddedLines {
  files: AddedFile[];
  /** True when there was more; then not everything is here. */
  cut: boolean;
}

export interface AddedFile {
  path: string;
  lines: { number: number; text: string }[];
}

export interface MergeCommitsInput {
  repository: RepositoryRef;
  onto: string;
  commit: string;
  message: string;
  committedAtMs: number;
  ref: string;
}

export type RepositoryProblemReason = 'notARepository' | 'noCommit' | 'unreadable' | PublishProblem;

/** A problem with a repository that a person can mend. The message names the thing and the way out. */
export class RepositoryProblem extends Error {
  override readonly name = 'RepositoryProblem';
  constructor(
    readonly reason: RepositoryProblemReason,
    message: string,
    /** True for what may be gone by itself in a moment, as when a network disk is away: worth another try. */
    readonly mayPass = false,
  ) {
    super(message);
  }
}
