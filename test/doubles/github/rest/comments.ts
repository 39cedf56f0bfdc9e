// Routes of comments on issues, and of reactions to issues and comments.
import { addComment, deleteComment, editComment, react } from '../acts/comments.js';
import type { Comment, Issue, Reaction, ReactionContent } from '../model.js';
import { notFound, Refusal } from '../refusal.js';
import { commentView, reactionView } from '../views/issue.js';
import { listed } from '../world.js';
import { seconds, sinceOf } from './issues.js';
import {
  type Answer,
  type Asked,
  actorOf,
  created,
  forbidden,
  issueAsked,
  list,
  mayWrite,
  NO_CONTENT,
  ok,
  type Routes,
} from './route.js';

export const commentRoutes: Routes = {
  'issues/list-comments': (asked) => {
    const { world, repository, query } = asked;
    const issue = issueAsked(asked);
    const since = sinceOf(query);
    const found = listed(world, issue.comments).filter(
      ({ updatedAtMs }) => since === null || seconds(updatedAtMs) >= since,
    );
    return list(found.map((comment) => commentView(world, repository, issue, comment)));
  },
  'issues/list-comments-for-repo': ({ world, repository, query }) => {
    const since = sinceOf(query);
    const all = repository.issues.flatMap((issue) =>
      listed(world, issue.comments).map((comment) => ({ issue, comment })),
    );
    const found = all.filter(({ comment }) => since === null || seconds(comment.updatedAtMs) >= since);
    const key = query['sort'] === 'updated' ? 'updatedAtMs' : 'id';
    const ordered = found.sort((one, other) => one.comment[key] - other.comment[key]);
    if (query['direction'] === 'desc') ordered.reverse();
    return list(ordered.map(({ issue, comment }) => commentView(world, repository, issue, comment)));
  },
  'issues/get-comment': (asked) => {
    const { issue, comment } = commentAsked(asked);
    return ok(commentView(asked.world, asked.repository, issue, comment));
  },
  'issues/create-comment': (asked) => {
    const { world, repository, body } = asked;
    const issue = issueAsked(asked);
    if (issue.locked && !mayWrite(asked)) throw new Refusal(403, 'Unable to create comment because issue is locked.');
    const comment = addComment(world, actorOf(asked), repository, issue, String(body['body']));
    return created(commentView(world, repository, issue, comment));
  },
  'issues/update-comment': (asked) => {
    const { world, repository, body } = asked;
    const { issue, comment } = commentAsked(asked);
    if (comment.user !== actorOf(asked).user && !mayWrite(asked)) throw forbidden(asked);
    editComment(world, actorOf(asked), repository, issue, comment, String(body['body']));
    return ok(commentView(world, repository, issue, comment));
  },
  'issues/delete-comment': (asked) => {
    const { issue, comment } = commentAsked(asked);
    if (comment.user !== actorOf(asked).user && !mayWrite(asked)) throw forbidden(asked);
    deleteComment(asked.world, actorOf(asked), asked.repository, issue, comment);
    return NO_CONTENT;
  },
  'reactions/list-for-issue': (asked) => reactionsOf(asked, issueAsked(asked)),
  'reactions/create-for-issue': (asked) => reactTo(asked, issueAsked(asked)),
  'reactions/list-for-issue-comment': (asked) => reactionsOf(asked, commentAsked(asked).comment),
  'reactions/create-for-issue-comment': (asked) => reactTo(asked, commentAsked(asked).comment),
  'reactions/delete-for-issue-comment': (asked) => {
    const { comment } = commentAsked(asked);
    const reaction = comment.reactions.find(({ id }) => id === Number(asked.params['reaction_id']));
    if (!reaction || reaction.user !== actorOf(asked).user) throw notFound();
    comment.reactions = comment.reactions.filter((one) => one !== reaction);
    return NO_CONTENT;
  },
};

function commentAsked({ repository, params }: Asked): { issue: Issue; comment: Comment } {
  for (const issue of repository.issues) {
    const comment = issue.comments.find(({ id }) => id === Number(params['comment_id']));
    if (comment && !issue.gone) return { issue, comment };
  }
  throw notFound();
}

export function reactionsOf({ world, query }: Asked, thing: { reactions: Reaction[] }): Answer {
  const { content } = query;
  const found = listed(world, thing.reactions).filter((one) => content === undefined || one.content === content);
  return list(found.map((reaction) => reactionView(world, reaction)));
}

export function reactTo(asked: Asked, thing: { reactions: Reaction[] }): Answer {
  const content = asked.body['content'] as ReactionContent;
  const { reaction, fresh } = react(asked.world, actorOf(asked), thing, content);
  const view = reactionView(asked.world, reaction);
  return fresh ? created(view) : ok(view);
}
