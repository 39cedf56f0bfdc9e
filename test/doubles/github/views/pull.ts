// Pull requests, reviews and what is said on lines of a change.
import { stamp, stampOrNull } from '../clock.js';
import { lineNow } from '../git/line-now.js';
import type { PullIssue, Repository, Review, ReviewComment, ReviewThread } from '../model.js';
import { associationOf } from '../roles.js';
import type { World } from '../world.js';
import { issueApi, issuePage, labelView, reactionsView } from './issue.js';
import { repositoryApi, repositoryView } from './repository.js';
import { userOrNull, userView } from './user.js';
import { type Json, nodeId } from './view.js';

/** What GitHub has found out about merging it. */
export interface Mergeability {
  mergeable: boolean | null;
  state: string;
}
const NOT_KNOWN: Mergeability = { mergeable: null, state: 'unknown' };

export function pullApi(world: World, repository: Repository, issue: PullIssue): string {
  return `${repositoryApi(world, repository)}/pulls/${issue.number}`;
}

/** As in lists. */
export function pullSimpleView(world: World, repository: Repository, issue: PullIssue): Json {
  const { pull } = issue;
  const url = pullApi(world, repository, issue);
  const asIssue = issueApi(world, repository, issue);
  const page = issuePage(world, repository, issue);
  const statuses = `${repositoryApi(world, repository)}/statuses/${pull.headSha}`;
  return {
    url,
    id: issue.id,
    node_id: nodeId('PR', issue.id),
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: asIssue,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${repositoryApi(world, repository)}/pulls/comments{/number}`,
    comments_url: `${asIssue}/comments`,
    statuses_url: statuses,
    number: issue.number,
    state: issue.state,
    locked: issue.locked,
    active_lock_reason: null,
    title: issue.title,
    user: userView(world, issue.user),
    body: issue.body,
    labels: issue.labels.map((label) => labelView(world, repository, label)),
    milestone: null,
    created_at: stamp(issue.createdAtMs),
    updated_at: stamp(issue.updatedAtMs),
    closed_at: stampOrNull(issue.closedAtMs),
    merged_at: stampOrNull(pull.merged?.atMs ?? null),
    merge_commit_sha: pull.merged?.sha ?? null,
    assignee: null,
    assignees: [],
    requested_reviewers: pull.requestedReviewers.map((user) => userView(world, user)),
    requested_teams: [],
    head: endView(world, pull.headRepository, pull.headBranch, pull.headSha),
    base: endView(world, repository, pull.baseBranch, pull.baseSha),
    _links: {
      self: { href: url },
      html: { href: page },
      issue: { href: asIssue },
      comments: { href: `${asIssue}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: `${repositoryApi(world, repository)}/pulls/comments{/number}` },
      commits: { href: `${url}/commits` },
      statuses: { href: statuses },
    },
    author_association: associationOf(repository, issue.user),
    auto_merge: null,
    draft: pull.draft,
  };
}

function endView(world: World, repository: Repository | null, branch: string, sha: string): Json {
  return {
    label: `${repository?.owner.login ?? 'unknown'}:${branch}`,
    ref: branch,
    sha,
    user: repository && userView(world, repository.owner),
    repo: repository && repositoryView(world, repository),
  };
}

export function pullView(world: World, repository: Repository, issue: PullIssue, merge = NOT_KNOWN): Json {
  const { pull } = issue;
  const remarks = pull.threads.flatMap(({ comments }) => comments);
  return {
    ...pullSimpleView(world, repository, issue),
    merged: pull.merged !== null,
    mergeable: merge.mergeable,
    rebaseable: merge.mergeable,
    mergeable_state: merge.state,
    merged_by: userOrNull(world, pull.merged?.by ?? null),
    comments: issue.comments.length,
    review_comments: remarks.length,
    maintainer_can_modify: false,
    commits: pull.size.commits,
    additions: pull.size.additions,
    deletions: pull.size.deletions,
    changed_files: pull.size.files,
  };
}

export function pullMinimalView(world: World, repository: Repository, issue: PullIssue): Json {
  const end = (of: Repository, ref: string, sha: string) => ({
    ref,
    sha,
    repo: { id: of.id, url: repositoryApi(world, of), name: of.name },
  });
  const { pull } = issue;
  return {
    id: issue.id,
    number: issue.number,
    url: pullApi(world, repository, issue),
    head: end(pull.headRepository ?? repository, pull.headBranch, pull.headSha),
    base: end(repository, pull.baseBranch, pull.baseSha),
  };
}

export function reviewView(world: World, repository: Repository, issue: PullIssue, review: Review): Json {
  const html = `${issuePage(world, repository, issue)}#pullrequestreview-${review.id}`;
  const url = pullApi(world, repository, issue);
  return {
    id: review.id,
    node_id: nodeId('PRR', review.id),
    user: userView(world, review.user),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: url,
    _links: { html: { href: html }, pull_request: { href: url } },
    commit_id: review.commit,
    author_association: associationOf(repository, review.user),
    ...(review.submittedAtMs === null ? {} : { submitted_at: stamp(review.submittedAtMs) }),
  };
}

export function reviewCommentView(
  world: World,
  repository: Repository,
  issue: PullIssue,
  thread: ReviewThread,
  comment: ReviewComment,
): Json {
  const url = `${repositoryApi(world, repository)}/pulls/comments/${comment.id}`;
  const html = `${issuePage(world, repository, issue)}#discussion_r${comment.id}`;
  const first = thread.comments[0];
  const line = threadLine(repository, issue, thread);
  return {
    url,
    pull_request_review_id: comment.review.id,
    id: comment.id,
    node_id: nodeId('PRRC', comment.id),
    diff_hunk: thread.hunk,
    path: thread.path,
    position: line === null ? null : 1,
    original_position: 1,
    commit_id: issue.pull.headSha,
    original_commit_id: thread.commit,
    user: userView(world, comment.user),
    body: comment.body,
    created_at: stamp(comment.createdAtMs),
    updated_at: stamp(comment.updatedAtMs),
    html_url: html,
    pull_request_url: pullApi(world, repository, issue),
    author_association: associationOf(repository, comment.user),
    _links: { self: { href: url }, html: { href: html }, pull_request: { href: pullApi(world, repository, issue) } },
    start_line: null,
    original_start_line: null,
    start_side: null,
    ...(thread.line === null ? {} : { line, original_line: thread.line, side: thread.side }),
    subject_type: thread.line === null ? 'file' : 'line',
    reactions: reactionsView(url, comment.reactions),
    ...(first && first !== comment ? { in_reply_to_id: first.id } : {}),
  };
}

/** Where the line stands by now; null: it is no more, or it was about the whole file. */
export function threadLine(repository: Repository, { pull }: PullIssue, thread: ReviewThread): number | null {
  const { path, line, side, commit } = thread;
  // What was cut stands in the base, which does not move under a conversation.
  if (line === null || side === 'LEFT') return line;
  return lineNow(repository.git, path, line, commit, pull.headSha);
}

/** What a pull request's head is called where it is looked for. */
export function headLabel(issue: PullIssue): string {
  return `${issue.pull.headRepository?.owner.login ?? 'unknown'}:${issue.pull.headBranch}`;
}
