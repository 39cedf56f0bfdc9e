// The port to GitHub: what Nightshift asks of it, in its own words. What may pass by itself is thrown (`ForgeBusy`,
// `ForgeUnreachable`) for Temporal to try again; every other refusal is data.
import type { ForgeFailure, ProgressState } from '../../../core/forge-activities.js';
import type { ChangedIssue } from '../../../core/intake/next-cursor.js';
import type { ForgeRepository } from '../../../core/repository.js';

export type Answer<T> = { ok: true; value: T } | ForgeFailure;
export type Reaction = 'eyes' | '+1' | '-1' | 'confused';

export interface GitHub {
  /** The login that our own comments stand under, such as `nightshift[bot]`. */
  whoAmI(repository: ForgeRepository): Promise<Answer<string>>;
  /** What git is given to reach the repository; valid for half an hour at least. Never stored, shown or logged. */
  token(repository: ForgeRepository): Promise<Answer<string>>;
  repository(repository: ForgeRepository): Promise<Answer<RepositoryFacts>>;
  /** Text of a file on the default branch; null where there is none. */
  file(repository: ForgeRepository, path: string, bytesMax: number): Promise<Answer<string | null>>;
  /** Whether the repository has a label of that name. */
  hasLabel(repository: ForgeRepository, label: string): Promise<Answer<boolean>>;
  /** Names of branches that begin so. */
  branches(repository: ForgeRepository, prefix: string): Promise<Answer<string[]>>;
  /** An issue or a pull request. */
  issue(repository: ForgeRepository, number: number): Promise<Answer<Issue>>;
  /** Issues and pull requests that changed at or after that moment, the oldest change first. */
  changedIssues(repository: ForgeRepository, since: ChangedSince): Promise<Answer<ChangedIssues>>;
  /** Of the issues whose comments were made or edited at or after that moment, those where some are not ours. */
  commentedByOthers(repository: ForgeRepository, sinceMs: number): Promise<Answer<number[]>>;
  /** Who set the label last, while it is there; null where nobody did. */
  labelledBy(repository: ForgeRepository, number: number, label: string): Promise<Answer<string | null>>;
  /** Comments that were made or edited at or after that moment, the oldest first. */
  comments(repository: ForgeRepository, number: number, sinceMs: number): Promise<Answer<IssueComment[]>>;
  /** Whether somebody may write to the repository, as the permission endpoint says. */
  mayWrite(repository: ForgeRepository, login: string): Promise<Answer<boolean>>;
  /** The same reaction twice is one. */
  react(repository: ForgeRepository, commentId: number, reaction: Reaction): Promise<Answer<null>>;
  /** Writes our comment with that key, or edits it where its text is another. */
  putComment(repository: ForgeRepository, number: number, comment: KeyedComment): Promise<Answer<null>>;
  addLabel(repository: ForgeRepository, number: number, label: string): Promise<Answer<null>>;
  /** Sets `label:state` and takes away those of other states. Null: takes away all. */
  setState(
    repository: ForgeRepository,
    number: number,
    label: string,
    state: ProgressState | null,
  ): Promise<Answer<null>>;
}

export interface RepositoryFacts {
  /** As the forge spells it now: it may have been renamed or transferred. */
  owner: string;
  name: string;
  defaultBranch: string;
  private: boolean;
  archived: boolean;
  fork: boolean;
  /** Whether issues are switched on. */
  issues: boolean;
}

export interface Issue {
  number: number;
  url: string;
  isPullRequest: boolean;
  /** Empty where it has none. */
  title: string;
  body: string;
  state: 'open' | 'closed';
  /** Null while it is open, and where that is not known. */
  closedBy: string | null;
  author: string;
  labels: string[];
  /** Nobody but collaborators may comment. */
  locked: boolean;
  updatedAtMs: number;
}

export interface ChangedSince {
  sinceMs: number;
  /** Of the last look at the same moment; null: there was none. */
  etag: string | null;
}
export type ChangedIssues = { changed: false } | { changed: true; etag: string | null; issues: ChangedIssue[] };

export interface IssueComment {
  id: number;
  author: string;
  /** True for Apps and other machines, whose words are nobody's command. */
  bot: boolean;
  body: string;
  createdAtMs: number;
  updatedAtMs: number;
}

export interface KeyedComment {
  /** Stands in a hidden mark at its end. */
  key: string;
  text: string;
  /** Whether one that stands there is edited. False: it stays as it is. */
  edit: boolean;
}
