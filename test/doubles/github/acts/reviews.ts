// Reviews, and the conversations on lines of a change.
import { differences, type FileDifference } from '../git/history.js';
import type { Actor, PullIssue, Repository, Review, ReviewComment, ReviewState, ReviewThread } from '../model.js';
import { invalid, Refusal } from '../refusal.js';
import { pullSimpleView, reviewCommentView, reviewView } from '../views/pull.js';
import { type Json, nodeId } from '../views/view.js';
import { made, type World } from '../world.js';
import { checkText, touch } from './issues.js';

export interface RemarkGiven {
  path: string;
  /** Of the file as it is after the change, unless `side` is `LEFT`. Null: about the whole file. */
  line: number | null;
  side?: 'LEFT' | 'RIGHT';
  body: string;
}
export interface ReviewGiven {
  /** Absent: it is kept until it is submitted. */
  event?: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT';
  body?: string;
  remarks?: RemarkGiven[];
}

const STATES = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const;

export async function submitReview(
  world: World,
  actor: Actor,
  repository: Repository,
  issue: PullIssue,
  given: ReviewGiven,
): Promise<Review> {
  const { event, body = '', remarks = [] } = given;
  const own = issue.user === actor.user && (event === 'APPROVE' || event === 'REQUEST_CHANGES');
  if (own)
    throw new Refusal(422, `Can not ${event === 'APPROVE' ? 'approve' : 'request changes on'} your own pull request`);
  if (body === '' && (event === 'REQUEST_CHANGES' || (event === 'COMMENT' && remarks.length === 0))) {
    throw invalid('PullRequestReview', 'body', 'missing_field');
  }
  const files = remarks.length > 0 ? await filesOf(repository, issue) : [];
  const places = remarks.map((remark) => hunkAt(files, remark));
  const review = newReview(world, actor, issue, event ? STATES[event] : 'PENDING', body);
  for (const [index, remark] of remarks.entries()) {
    addThread(world, actor, repository, issue, review, remark, places[index] ?? '');
  }
  if (event) tellReview(world, actor, repository, issue, review, 'submitted');
  return review;
}

function newReview(world: World, { user }: Actor, issue: PullIssue, state: ReviewState, body: string): Review {
  checkText('PullRequestReview', body);
  const begun = made(world);
  const submittedAtMs = state === 'PENDING' ? null : begun.createdAtMs;
  const review: Review = { ...begun, user, body, state, commit: issue.pull.headSha, submittedAtMs };
  issue.pull.reviews.push(review);
  return review;
}

export function finishReview(
  world: World,
  actor: Actor,
  repository: Repository,
  issue: PullIssue,
  review: Review,
  event: keyof typeof STATES,
  body?: string,
): void {
  if (review.state !== 'PENDING') throw new Refusal(422, 'Review has already been submitted');
  review.state = STATES[event];
  review.submittedAtMs = world.clock.now();
  if (body !== undefined) review.body = body;
  tellReview(world, actor, repository, issue, review, 'submitted');
}

export function dismissReview(
  world: World,
  actor: Actor,
  repository: Repository,
  issue: PullIssue,
  review: Review,
): void {
  review.state = 'DISMISSED';
  tellReview(world, actor, repository, issue, review, 'dismissed');
}

/** A remark of its own, which GitHub makes a review of one. */
export async function remarkOn(
  world: World,
  actor: Actor,
  repository: Repository,
  issue: PullIssue,
  remark: RemarkGiven,
): Promise<{ thread: ReviewThread; comment: ReviewComment }> {
  const hunk = hunkAt(await filesOf(repository, issue), remark);
  const review = newReview(world, actor, issue, 'COMMENTED', '');
  return addThread(world, actor, repository, issue, review, remark, hunk);
}

export function replyTo(
  world: World,
  actor: Actor,
  repository: Repository,
  issue: PullIssue,
  thread: ReviewThread,
  body: string,
): ReviewComment {
  return addToThread(world, actor, repository, issue, thread, newReview(world, actor, issue, 'COMMENTED', ''), body);
}

export function resolveThread(
  world: World,
  actor: Actor,
  repository: Repository,
  issue: PullIssue,
  thread: ReviewThread,
  resolved: boolean,
): void {
  thread.resolvedBy = resolved ? actor.user : null;
  touch(world, issue);
  const comments = thread.comments.map((comment) => reviewCommentView(world, repository, issue, thread, comment));
  const payload = { thread: { node_id: thread.nodeId, comments } };
  const action = resolved ? 'resolved' : 'unresolved';
  tell(world, actor, repository, issue, 'pull_request_review_thread', action, payload);
}

export function editRemark(
  world: World,
  actor: Actor,
  repository: Repository,
  issue: PullIssue,
  thread: ReviewThread,
  comment: ReviewComment,
  body: string,
): void {
  const changes = { body: { from: comment.body } };
  comment.body = body;
  comment.updatedAtMs = world.clock.now();
  const payload = { comment: reviewCommentView(world, repository, issue, thread, comment), changes };
  tell(world, actor, repository, issue, 'pull_request_review_comment', 'edited', payload);
}

async function filesOf(repository: Repository, { pull }: PullIssue): Promise<FileDifference[]> {
  const fork = (await repository.git.ask('merge-base', pull.baseSha, pull.headSha)) ?? pull.baseSha;
  return differences(repository.git, fork, pull.headSha);
}

/** The piece of the change down to that line; refused where the change does not have it. */
function hunkAt(files: FileDifference[], { path, line, side = 'RIGHT' }: RemarkGiven): string {
  const file = files.find((one) => one.path === path);
  if (!file) throw invalid('PullRequestReviewComment', 'pull_request_review_thread.path', 'invalid');
  if (line === null) return '';
  let at = 0;
  let hunk: string[] = [];
  for (const text of file.patch.split('\n')) {
    const start = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(text);
    if (start) {
      at = Number(start[side === 'RIGHT' ? 2 : 1]) - 1;
      hunk = [];
    } else if (!text.startsWith(side === 'RIGHT' ? '-' : '+')) at += 1;
    hunk.push(text);
    if (!start && at === line) return hunk.join('\n');
  }
  throw invalid(
    'PullRequestReviewComment',
    'pull_request_review_thread.line',
    'invalid',
    'line must be part of the diff',
  );
}

function addThread(
  world: World,
  actor: Actor,
  repository: Repository,
  issue: PullIssue,
  review: Review,
  remark: RemarkGiven,
  hunk: string,
): { thread: ReviewThread; comment: ReviewComment } {
  const { path, line, side = 'RIGHT', body } = remark;
  const thread: ReviewThread = {
    nodeId: nodeId('PRRT', made(world).id),
    path,
    line,
    side,
    commit: issue.pull.headSha,
    hunk,
    resolvedBy: null,
    comments: [],
  };
  issue.pull.threads.push(thread);
  return { thread, comment: addToThread(world, actor, repository, issue, thread, review, body) };
}

function addToThread(
  world: World,
  actor: Actor,
  repository: Repository,
  issue: PullIssue,
  thread: ReviewThread,
  review: Review,
  body: string,
): ReviewComment {
  checkText('PullRequestReviewComment', body);
  const begun = made(world);
  const comment: ReviewComment = {
    ...begun,
    ...pick(actor),
    body,
    updatedAtMs: begun.createdAtMs,
    reactions: [],
    review,
  };
  thread.comments.push(comment);
  const payload = { comment: reviewCommentView(world, repository, issue, thread, comment) };
  tell(world, actor, repository, issue, 'pull_request_review_comment', 'created', payload);
  return comment;
}

/** Not the whole token that may stand behind an actor. */
function pick({ user, app }: Actor): Actor {
  return { user, app };
}

function tellReview(
  world: World,
  actor: Actor,
  repository: Repository,
  issue: PullIssue,
  review: Review,
  action: string,
) {
  const view = reviewView(world, repository, issue, review);
  // Webhooks write the state in small letters, unlike the REST protocol.
  const payload = { review: { ...view, state: review.state.toLowerCase() } };
  tell(world, actor, repository, issue, 'pull_request_review', action, payload);
}

function tell(
  world: World,
  actor: Actor,
  repository: Repository,
  issue: PullIssue,
  event: string,
  action: string,
  payload: Json,
): void {
  touch(world, issue);
  const pull = { pull_request: pullSimpleView(world, repository, issue) };
  world.happened({ event, action, repository, sender: actor.user, payload: { ...payload, ...pull } });
}
