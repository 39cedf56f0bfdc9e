// Issues and what stands on them: labels, comments, reactions, events.
import { stamp, stampOrNull } from '../clock.js';
import {
  type Comment,
  type Issue,
  type IssueEvent,
  type Label,
  REACTIONS,
  type Reaction,
  type Repository,
} from '../model.js';
import { associationOf } from '../roles.js';
import type { World } from '../world.js';
import { repositoryApi, repositoryPage } from './repository.js';
import { appOrNull, userOrNull, userView } from './user.js';
import { type Json, links, nodeId } from './view.js';

export function labelView(world: World, repository: Repository, label: Label): Json {
  return {
    id: label.id,
    node_id: nodeId('LA', label.id),
    url: `${repositoryApi(world, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    description: label.description,
    color: label.color,
    default: false,
  };
}

export function reactionView(world: World, reaction: Reaction): Json {
  return {
    id: reaction.id,
    node_id: nodeId('REA', reaction.id),
    user: userView(world, reaction.user),
    content: reaction.content,
    created_at: stamp(reaction.createdAtMs),
  };
}

export function reactionsView(url: string, reactions: Reaction[]): Json {
  const counts = REACTIONS.map((content) => [content, reactions.filter((one) => one.content === content).length]);
  return { url: `${url}/reactions`, total_count: reactions.length, ...Object.fromEntries(counts) };
}

export function issueApi(world: World, repository: Repository, issue: Issue): string {
  return `${repositoryApi(world, repository)}/issues/${issue.number}`;
}

export function issuePage(world: World, repository: Repository, issue: Issue): string {
  return `${repositoryPage(world, repository)}/${issue.pull ? 'pull' : 'issues'}/${issue.number}`;
}

export function issueView(world: World, repository: Repository, issue: Issue): Json {
  const url = issueApi(world, repository, issue);
  const page = issuePage(world, repository, issue);
  return {
    id: issue.id,
    node_id: nodeId(issue.pull ? 'PR' : 'I', issue.id),
    url,
    repository_url: repositoryApi(world, repository),
    ...links(url, { labels: '/labels{/name}', comments: '/comments', events: '/events', timeline: '/timeline' }),
    html_url: page,
    number: issue.number,
    state: issue.state,
    state_reason: issue.stateReason,
    title: issue.title,
    body: issue.body,
    user: userView(world, issue.user),
    labels: issue.labels.map((label) => labelView(world, repository, label)),
    assignee: null,
    assignees: [],
    milestone: null,
    locked: issue.locked,
    active_lock_reason: null,
    comments: issue.comments.length,
    closed_at: stampOrNull(issue.closedAtMs),
    closed_by: userOrNull(world, issue.closedBy),
    created_at: stamp(issue.createdAtMs),
    updated_at: stamp(issue.updatedAtMs),
    author_association: associationOf(repository, issue.user),
    reactions: reactionsView(url, issue.reactions),
    performed_via_github_app: null,
    ...(issue.pull ? { draft: issue.pull.draft, pull_request: pullLinks(world, repository, issue) } : {}),
  };
}

function pullLinks(world: World, repository: Repository, issue: Issue): Json {
  const page = issuePage(world, repository, issue);
  return {
    url: `${repositoryApi(world, repository)}/pulls/${issue.number}`,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    merged_at: stampOrNull(issue.pull?.merged?.atMs ?? null),
  };
}

export function commentView(world: World, repository: Repository, issue: Issue, comment: Comment): Json {
  const url = `${repositoryApi(world, repository)}/issues/comments/${comment.id}`;
  return {
    id: comment.id,
    node_id: nodeId('IC', comment.id),
    url,
    html_url: `${issuePage(world, repository, issue)}#issuecomment-${comment.id}`,
    issue_url: issueApi(world, repository, issue),
    user: userView(world, comment.user),
    body: comment.body,
    created_at: stamp(comment.createdAtMs),
    updated_at: stamp(comment.updatedAtMs),
    author_association: associationOf(repository, comment.user),
    reactions: reactionsView(url, comment.reactions),
    performed_via_github_app: appOrNull(world, comment.app),
  };
}

export function issueEventView(world: World, repository: Repository, event: IssueEvent): Json {
  const { label, rename } = event;
  return {
    id: event.id,
    node_id: nodeId('EV', event.id),
    url: `${repositoryApi(world, repository)}/issues/events/${event.id}`,
    actor: userView(world, event.actor),
    event: event.event,
    commit_id: event.commit,
    commit_url: event.commit && `${repositoryApi(world, repository)}/commits/${event.commit}`,
    created_at: stamp(event.createdAtMs),
    performed_via_github_app: null,
    ...(label ? { label: { name: label.name, color: label.color } } : {}),
    ...(rename ? { rename } : {}),
    ...(event.event === 'closed' ? { state_reason: null } : {}),
    ...(event.event === 'locked' ? { lock_reason: null } : {}),
  };
}
