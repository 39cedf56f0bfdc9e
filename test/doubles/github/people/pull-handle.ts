// What a person does to a pull request: review it, answer in its threads, merge it, take it back.

import { actionsApp } from '../acts/apps.js';
import { type CheckGiven, type StatusGiven, setStatus, startCheck } from '../acts/checks.js';
import { type MergeWish, mergePull, openPull, setDraft, updateBranch } from '../acts/pulls.js';
import { authorOf, branchMoved } from '../acts/pushes.js';
import { type ReviewGiven, replyTo, resolveThread, submitReview } from '../acts/reviews.js';
import { treeWithout } from '../git/merging.js';
import type { CheckRun, CommitStatus, PullIssue, ReviewThread } from '../model.js';
import { oneByOne } from '../one-by-one.js';
import { type IssueHandle, issueHandle } from './issue-handle.js';
import { pushCommit, type Standing } from './standing.js';

export interface PullHandle extends IssueHandle {
  data: PullIssue;
  review(given: ReviewGiven): Promise<PullHandle>;
  /** In the thread of that index, the oldest first. */
  reply(thread: number, body: string): PullHandle;
  resolve(thread: number): PullHandle;
  /** The commit that the base branch stands at. */
  merge(wish?: MergeWish): Promise<string>;
  /** As the button does: a pull request with the contrary, merged at once. Its commit. */
  revert(): Promise<string>;
  /** To its branch. */
  pushCommit(given: { files: Record<string, string | null>; message: string }): Promise<string>;
  updateBranch(): Promise<boolean>;
  ready(): PullHandle;
  draft(): PullHandle;
  /** A check of CI on its head. */
  setCheck(given: Omit<CheckGiven, 'headSha'>): CheckRun;
  setStatus(given: Omit<StatusGiven, 'sha'>): CommitStatus;
}

export function pullHandle(standing: Standing, issue: PullIssue): PullHandle {
  const { world, actor, repository, need } = standing;
  const { pull } = issue;
  const threadAt = (index: number): ReviewThread => {
    const thread = pull.threads[index];
    if (!thread) throw new Error(`#${issue.number} has no thread ${index}`);
    return thread;
  };
  const handle: PullHandle = Object.assign(issueHandle(standing, issue), {
    async review(given: ReviewGiven) {
      need('read');
      await submitReview(world, actor, repository, issue, given);
      return handle;
    },
    reply(thread: number, body: string) {
      need('read');
      replyTo(world, actor, repository, issue, threadAt(thread), body);
      return handle;
    },
    resolve(thread: number) {
      need('write');
      resolveThread(world, actor, repository, issue, threadAt(thread), true);
      return handle;
    },
    async merge(wish: MergeWish = {}) {
      need('write');
      return oneByOne(repository, () => mergePull(world, actor, repository, issue, wish));
    },
    revert: () => oneByOne(repository, () => revert(standing, issue)),
    pushCommit(given: { files: Record<string, string | null>; message: string }) {
      const head = pull.headRepository ?? repository;
      const wish = { branch: pull.headBranch, ...given };
      return oneByOne(repository, () => pushCommit({ ...standing, repository: head }, wish));
    },
    async updateBranch() {
      need('write');
      return oneByOne(repository, () => updateBranch(world, actor, repository, issue));
    },
    ready() {
      setDraft(world, actor, repository, issue, false);
      return handle;
    },
    draft() {
      setDraft(world, actor, repository, issue, true);
      return handle;
    },
    setCheck: (given: Omit<CheckGiven, 'headSha'>) =>
      startCheck(world, actionsApp(world), repository, { ...given, headSha: pull.headSha }),
    setStatus: (given: Omit<StatusGiven, 'sha'>) =>
      setStatus(world, actor, repository, { ...given, sha: pull.headSha }),
  });
  return handle;
}

async function revert({ world, actor, repository, need }: Standing, issue: PullIssue): Promise<string> {
  need('write');
  const { merged, baseBranch, headBranch } = issue.pull;
  const tip = await repository.git.branch(baseBranch);
  if (!merged || !tip) throw new Error(`#${issue.number} is not merged`);
  const author = authorOf(world, actor.user);
  const tree = await treeWithout(repository.git, tip, merged.sha, author);
  if (!tree) throw new Error(`#${issue.number} cannot be taken back without a conflict`);
  const title = `Revert "${issue.title}"`;
  const commit = await repository.git.commitTree(tree, [tip], `${title}\n\nThis reverts commit ${merged.sha}.`, author);
  const branch = `revert-${issue.number}-${headBranch}`;
  await repository.git.setRef(`refs/heads/${branch}`, commit);
  await branchMoved(world, actor, repository, { branch, before: null, after: commit });
  const body = `Reverts ${repository.owner.login}/${repository.name}#${issue.number}`;
  const contrary = await openPull(world, actor, repository, { title, body, head: branch, base: baseBranch });
  return mergePull(world, actor, repository, contrary, {});
}
