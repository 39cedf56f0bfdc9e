// Comments on issues and pull requests, and reactions to anything.
import type { Actor, Comment, Issue, Reaction, ReactionContent, Repository } from '../model.js';
import { invalid } from '../refusal.js';
import { commentView, issueView } from '../views/issue.js';
import type { Json } from '../views/view.js';
import { made, type World } from '../world.js';
import { checkText, touch } from './issues.js';

export function addComment(world: World, actor: Actor, repository: Repository, issue: Issue, body: string): Comment {
  checkBody(body);
  const begun = made(world);
  const { user, app } = actor;
  const comment: Comment = { ...begun, user, app, body, updatedAtMs: begun.createdAtMs, reactions: [] };
  issue.comments.push(comment);
  tellComment(world, actor, repository, issue, comment, 'created');
  return comment;
}

export function editComment(
  world: World,
  actor: Actor,
  repository: Repository,
  issue: Issue,
  comment: Comment,
  body: string,
): void {
  checkBody(body);
  const changes = { body: { from: comment.body } };
  comment.body = body;
  comment.updatedAtMs = world.clock.now();
  tellComment(world, actor, repository, issue, comment, 'edited', { changes });
}

export function deleteComment(
  world: World,
  actor: Actor,
  repository: Repository,
  issue: Issue,
  comment: Comment,
): void {
  issue.comments = issue.comments.filter((one) => one !== comment);
  tellComment(world, actor, repository, issue, comment, 'deleted');
}

function checkBody(body: string): void {
  checkText('IssueComment', body);
  if (body.trim() === '') throw invalid('IssueComment', 'body', 'missing_field', 'body cannot be blank');
}

function tellComment(
  world: World,
  actor: Actor,
  repository: Repository,
  issue: Issue,
  comment: Comment,
  action: string,
  more: Json = {},
): void {
  touch(world, issue);
  const payload = {
    issue: issueView(world, repository, issue),
    comment: commentView(world, repository, issue, comment),
    ...more,
  };
  world.happened({ event: 'issue_comment', action, repository, sender: actor.user, payload });
}

/** The same person's same reaction is one. GitHub sends no event for reactions. */
export function react(
  world: World,
  actor: Actor,
  thing: { reactions: Reaction[] },
  content: ReactionContent,
): { reaction: Reaction; fresh: boolean } {
  const known = thing.reactions.find((one) => one.user === actor.user && one.content === content);
  if (known) return { reaction: known, fresh: false };
  const reaction: Reaction = { ...made(world), user: actor.user, content };
  thing.reactions.push(reaction);
  return { reaction, fresh: true };
}
