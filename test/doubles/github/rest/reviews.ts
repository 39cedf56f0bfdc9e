// Routes of reviews and of remarks on lines.
import { dismissReview, editRemark, finishReview, remarkOn, replyTo, submitReview } from '../acts/reviews.js';
import { isPull, type PullIssue, type Review, type ReviewComment, type ReviewThread } from '../model.js';
import { notFound, Refusal } from '../refusal.js';
import { reviewCommentView, reviewView } from '../views/pull.js';
import { listed } from '../world.js';
import { reactionsOf, reactTo } from './comments.js';
import { seconds, sinceOf } from './issues.js';
import {
  type Answer,
  type Asked,
  actorOf,
  forbidden,
  list,
  mayWrite,
  NO_CONTENT,
  ok,
  pullAsked,
  type Routes,
  textOf,
} from './route.js';

export const reviewRoutes: Routes = {
  'pulls/list-reviews': (asked) => {
    const { world, repository } = asked;
    const issue = pullAsked(asked);
    const seen = listed(world, issue.pull.reviews).filter(
      ({ state, user }) => state !== 'PENDING' || user === asked.token?.user,
    );
    return list(seen.map((review) => reviewView(world, repository, issue, review)));
  },
  'pulls/get-review': (asked) => shown(asked, pullAsked(asked), reviewAsked(asked)),
  'pulls/create-review': createReview,
  'pulls/submit-review': (asked) => {
    const issue = pullAsked(asked);
    const review = reviewAsked(asked);
    const event = asked.body['event'] as 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT';
    finishReview(asked.world, actorOf(asked), asked.repository, issue, review, event, textOf(asked.body, 'body'));
    return shown(asked, issue, review);
  },
  'pulls/dismiss-review': (asked) => {
    if (!mayWrite(asked)) throw forbidden(asked);
    const issue = pullAsked(asked);
    const review = reviewAsked(asked);
    dismissReview(asked.world, actorOf(asked), asked.repository, issue, review);
    return shown(asked, issue, review);
  },
  'pulls/list-comments-for-review': (asked) => {
    const review = reviewAsked(asked);
    return remarks(asked, [pullAsked(asked)], (comment) => comment.review === review, true);
  },
  'pulls/list-review-comments': (asked) => remarks(asked, [pullAsked(asked)], () => true),
  'pulls/list-review-comments-for-repo': (asked) => remarks(asked, asked.repository.issues.filter(isPull), () => true),
  'pulls/get-review-comment': (asked) => remark(asked, remarkAsked(asked)),
  'pulls/create-review-comment': createRemark,
  'pulls/create-reply-for-review-comment': (asked) => {
    const { issue, thread } = remarkAsked(asked);
    if (issue.number !== Number(asked.params['pull_number'])) throw notFound();
    const body = String(asked.body['body']);
    const comment = replyTo(asked.world, actorOf(asked), asked.repository, issue, thread, body);
    return { ...remark(asked, { issue, thread, comment }), status: 201 };
  },
  'pulls/update-review-comment': (asked) => {
    const found = remarkAsked(asked);
    const { issue, thread, comment } = found;
    if (comment.user !== actorOf(asked).user && !mayWrite(asked)) throw forbidden(asked);
    editRemark(asked.world, actorOf(asked), asked.repository, issue, thread, comment, String(asked.body['body']));
    return remark(asked, found);
  },
  'pulls/delete-review-comment': (asked) => {
    const { thread, comment } = remarkAsked(asked);
    if (comment.user !== actorOf(asked).user && !mayWrite(asked)) throw forbidden(asked);
    thread.comments = thread.comments.filter((one) => one !== comment);
    return NO_CONTENT;
  },
  'reactions/list-for-pull-request-review-comment': (asked) => reactionsOf(asked, remarkAsked(asked).comment),
  'reactions/create-for-pull-request-review-comment': (asked) => reactTo(asked, remarkAsked(asked).comment),
};

interface FoundRemark {
  issue: PullIssue;
  thread: ReviewThread;
  comment: ReviewComment;
}

function all(issues: PullIssue[]): FoundRemark[] {
  return issues.flatMap((issue) =>
    issue.pull.threads.flatMap((thread) => thread.comments.map((comment) => ({ issue, thread, comment }))),
  );
}

function remarkAsked({ repository, params }: Asked): FoundRemark {
  const wanted = Number(params['comment_id']);
  const found = all(repository.issues.filter(isPull)).find(({ comment }) => comment.id === wanted);
  if (!found) throw notFound();
  return found;
}

function reviewAsked(asked: Asked): Review {
  const review = pullAsked(asked).pull.reviews.find(({ id }) => id === Number(asked.params['review_id']));
  if (!review) throw notFound();
  return review;
}

function shown({ world, repository }: Asked, issue: PullIssue, review: Review): Answer {
  return ok(reviewView(world, repository, issue, review));
}

function remark({ world, repository }: Asked, { issue, thread, comment }: FoundRemark): Answer {
  return ok(reviewCommentView(world, repository, issue, thread, comment));
}

/** Those of one review are listed with links that hold a link each, as the others are, and with a position. */
function remarks(
  { world, repository, query }: Asked,
  issues: PullIssue[],
  wanted: (comment: ReviewComment) => boolean,
  ofReview = false,
): Answer {
  const since = sinceOf(query);
  const found = all(issues).filter(
    ({ comment }) =>
      wanted(comment) &&
      (since === null || seconds(comment.updatedAtMs) >= since) &&
      comment.review.state !== 'PENDING' &&
      listed(world, [comment]).length > 0,
  );
  const key = query['sort'] === 'updated' ? 'updatedAtMs' : 'id';
  const ordered = found.sort((one, other) => one.comment[key] - other.comment[key]);
  if (query['direction'] === 'desc') ordered.reverse();
  const views = ordered.map(({ issue, thread, comment }) =>
    reviewCommentView(world, repository, issue, thread, comment),
  );
  return list(ofReview ? views.map((view) => ({ position: null, ...view })) : views);
}

async function createReview(asked: Asked): Promise<Answer> {
  const { world, repository, body } = asked;
  const issue = pullAsked(asked);
  const comments = (body['comments'] ?? []) as { path: string; line?: number; side?: 'LEFT' | 'RIGHT'; body: string }[];
  const event = body['event'] as 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT' | undefined;
  const text = textOf(body, 'body');
  const review = await submitReview(world, actorOf(asked), repository, issue, {
    ...(event ? { event } : {}),
    ...(text === undefined ? {} : { body: text }),
    remarks: comments.map(({ path, line, side, body: words }) => ({
      path,
      line: line ?? null,
      ...(side ? { side } : {}),
      body: words,
    })),
  });
  return shown(asked, issue, review);
}

async function createRemark(asked: Asked): Promise<Answer> {
  const { world, repository, body } = asked;
  const issue = pullAsked(asked);
  if (body['in_reply_to'] !== undefined) {
    const found = all([issue]).find(({ comment }) => comment.id === Number(body['in_reply_to']));
    if (!found) throw notFound();
    const comment = replyTo(world, actorOf(asked), repository, issue, found.thread, String(body['body']));
    return { ...remark(asked, { ...found, comment }), status: 201 };
  }
  const line = typeof body['line'] === 'number' ? body['line'] : null;
  if (line === null && body['subject_type'] !== 'file') throw new Refusal(422, 'Validation Failed');
  const side = body['side'] === 'LEFT' ? 'LEFT' : 'RIGHT';
  const given = { path: String(body['path']), line, side, body: String(body['body']) } as const;
  const made = await remarkOn(world, actorOf(asked), repository, issue, given);
  return { ...remark(asked, { issue, ...made }), status: 201 };
}
