// Pull requests and their threads as GraphQL has them. What REST cannot do is done here: resolving, drafts.
import { rulesFor } from '../acts/mergeability.js';
import { stamp } from '../clock.js';
import type { PullIssue, Repository, ReviewComment, ReviewThread, User } from '../model.js';
import { associationOf } from '../roles.js';
import { issuePage } from '../views/issue.js';
import { threadLine } from '../views/pull.js';
import { nodeId } from '../views/view.js';
import { fullName, type World } from '../world.js';
import { connection, type GraphqlObject } from './answer-graphql.js';

export function pullObject(world: World, repository: Repository, issue: PullIssue): GraphqlObject {
  const { pull } = issue;
  return {
    __typename: 'PullRequest',
    id: nodeId('PR', issue.id),
    databaseId: issue.id,
    fullDatabaseId: String(issue.id),
    number: issue.number,
    title: issue.title,
    body: issue.body ?? '',
    url: issuePage(world, repository, issue),
    state: pull.merged ? 'MERGED' : issue.state.toUpperCase(),
    merged: pull.merged !== null,
    isDraft: pull.draft,
    locked: issue.locked,
    headRefName: pull.headBranch,
    headRefOid: pull.headSha,
    baseRefName: pull.baseBranch,
    baseRefOid: pull.baseSha,
    reviewDecision: decisionOn(repository, issue),
    author: actorObject(world, issue.user),
    repository: repositoryFacts(repository),
    reviewThreads: connection(
      'reviewThreads',
      pull.threads.map((thread) => threadObject(world, repository, issue, thread)),
    ),
  };
}

export function repositoryFacts(repository: Repository): GraphqlObject {
  return {
    __typename: 'Repository',
    id: nodeId('R', repository.id),
    name: repository.name,
    nameWithOwner: fullName(repository),
    isPrivate: repository.private,
    isArchived: repository.archived,
  };
}

export function threadObject(
  world: World,
  repository: Repository,
  issue: PullIssue,
  thread: ReviewThread,
): GraphqlObject {
  return {
    __typename: 'PullRequestReviewThread',
    id: thread.nodeId,
    isResolved: thread.resolvedBy !== null,
    resolvedBy: thread.resolvedBy && actorObject(world, thread.resolvedBy),
    isOutdated: isOutdated(repository, issue, thread),
    isCollapsed: thread.resolvedBy !== null,
    path: thread.path,
    line: threadLine(repository, issue, thread),
    originalLine: thread.line,
    startLine: null,
    diffSide: thread.side,
    subjectType: thread.line === null ? 'FILE' : 'LINE',
    viewerCanResolve: true,
    viewerCanReply: true,
    comments: connection(
      'comments',
      thread.comments.map((comment) => remarkObject(world, repository, issue, thread, comment)),
    ),
  };
}

function remarkObject(
  world: World,
  repository: Repository,
  issue: PullIssue,
  thread: ReviewThread,
  comment: ReviewComment,
): GraphqlObject {
  return {
    __typename: 'PullRequestReviewComment',
    id: nodeId('PRRC', comment.id),
    databaseId: comment.id,
    fullDatabaseId: String(comment.id),
    body: comment.body,
    path: thread.path,
    line: threadLine(repository, issue, thread),
    originalLine: thread.line,
    diffHunk: thread.hunk,
    author: actorObject(world, comment.user),
    authorAssociation: associationOf(repository, comment.user),
    createdAt: stamp(comment.createdAtMs),
    updatedAt: stamp(comment.updatedAtMs),
    url: `${issuePage(world, repository, issue)}#discussion_r${comment.id}`,
    outdated: isOutdated(repository, issue, thread),
    state: comment.review.state === 'PENDING' ? 'PENDING' : 'SUBMITTED',
    pullRequestReview: {
      __typename: 'PullRequestReview',
      id: nodeId('PRR', comment.review.id),
      databaseId: comment.review.id,
      state: comment.review.state,
      body: comment.review.body,
    },
  };
}

/** Unlike REST, GraphQL calls a bot by its name without `[bot]`. */
export function actorObject(world: World, user: User): GraphqlObject {
  return {
    __typename: user.type,
    login: user.login.replace('[bot]', ''),
    url: `${world.origin}/${user.login}`,
  };
}

function isOutdated(repository: Repository, issue: PullIssue, thread: ReviewThread): boolean {
  return thread.line !== null && threadLine(repository, issue, thread) === null;
}

function decisionOn(repository: Repository, { pull }: PullIssue): string | null {
  const newest = new Map(pull.reviews.map((review) => [review.user, review.state]));
  const states = [...newest.values()];
  if (states.includes('CHANGES_REQUESTED')) return 'CHANGES_REQUESTED';
  if (states.includes('APPROVED')) return 'APPROVED';
  return rulesFor(repository, pull.baseBranch).some((rule) => rule.requiredApprovals > 0) ? 'REVIEW_REQUIRED' : null;
}
