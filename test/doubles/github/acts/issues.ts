// What happens to issues, whoever does it and on whatever way: each change, its event and what webhooks tell of it.
import { type Actor, type Issue, type IssueEvent, isPull, type Label, type Repository, type User } from '../model.js';
import { invalid } from '../refusal.js';
import { issueView, labelView } from '../views/issue.js';
import { pullView } from '../views/pull.js';
import { repositoryView } from '../views/repository.js';
import type { Json } from '../views/view.js';
import { made, same, type World } from '../world.js';

export const BODY_LENGTH_MAX = 65_536;

export interface NewIssue {
  title: string;
  body?: string | null;
  labels?: string[];
}

export function openIssue(world: World, actor: Actor, repository: Repository, given: NewIssue): Issue {
  const issue = newIssue(world, actor.user, repository, given.title, given.body ?? null);
  tellIssue(world, actor, repository, issue, 'opened');
  if (given.labels?.length) addLabels(world, actor, repository, issue, given.labels);
  return issue;
}

/** The record behind an issue or a pull request. */
export function newIssue(world: World, user: User, repository: Repository, title: string, body: string | null): Issue {
  checkText('Issue', body);
  if (title.length > 256) throw invalid('Issue', 'title', 'custom', 'title is too long (maximum is 256 characters)');
  const begun = made(world);
  const issue: Issue = {
    ...begun,
    number: Math.max(0, ...repository.issues.map(({ number }) => number)) + 1,
    user,
    title,
    body,
    state: 'open',
    stateReason: null,
    locked: false,
    labels: [],
    updatedAtMs: begun.createdAtMs,
    closedAtMs: null,
    closedBy: null,
    comments: [],
    reactions: [],
    events: [],
    gone: null,
    pull: null,
  };
  repository.issues.push(issue);
  return issue;
}

export function checkText(resource: string, body: string | null): void {
  if (body === null || body.length <= BODY_LENGTH_MAX) return;
  throw invalid(resource, 'body', 'custom', `body is too long (maximum is ${BODY_LENGTH_MAX} characters)`);
}

export function editIssue(
  world: World,
  actor: Actor,
  repository: Repository,
  issue: Issue,
  change: { title?: string; body?: string | null },
): void {
  const { title = issue.title, body = issue.body } = change;
  const from = { title: issue.title, body: issue.body };
  checkText('Issue', body);
  if (title !== from.title) record(world, actor, issue, 'renamed', { rename: { from: from.title, to: title } });
  Object.assign(issue, { title, body });
  const changes = {
    ...(title === from.title ? {} : { title: { from: from.title } }),
    ...(body === from.body ? {} : { body: { from: from.body ?? '' } }),
  };
  if (Object.keys(changes).length > 0) tellIssue(world, actor, repository, issue, 'edited', { changes });
}

export function setIssueState(
  world: World,
  actor: Actor,
  repository: Repository,
  issue: Issue,
  state: 'open' | 'closed',
  given: { reason?: Issue['stateReason']; commit?: string } = {},
): void {
  if (issue.state === state) return;
  issue.state = state;
  issue.stateReason = issue.pull ? null : (given.reason ?? (state === 'closed' ? 'completed' : 'reopened'));
  issue.closedAtMs = state === 'closed' ? world.clock.now() : null;
  issue.closedBy = state === 'closed' ? actor.user : null;
  const event = state === 'closed' ? 'closed' : 'reopened';
  record(world, actor, issue, event, { commit: given.commit ?? null });
  tellIssue(world, actor, repository, issue, event);
}

export function lockIssue(world: World, actor: Actor, repository: Repository, issue: Issue, locked: boolean): void {
  issue.locked = locked;
  record(world, actor, issue, locked ? 'locked' : 'unlocked');
  tellIssue(world, actor, repository, issue, locked ? 'locked' : 'unlocked');
}

export function labelNamed(world: World, repository: Repository, name: string, color = 'ededed'): Label {
  const known = repository.labels.find((label) => same(label.name, name));
  if (known) return known;
  const label: Label = { ...made(world), name, color, description: null };
  repository.labels.push(label);
  return label;
}

export function addLabels(world: World, actor: Actor, repository: Repository, issue: Issue, names: string[]): void {
  for (const name of names) {
    if (issue.labels.some((label) => same(label.name, name))) continue;
    const label = labelNamed(world, repository, name);
    issue.labels.push(label);
    record(world, actor, issue, 'labeled', { label });
    tellIssue(world, actor, repository, issue, 'labeled', { label: labelView(world, repository, label) });
  }
}

/** Whether it stood there. */
export function removeLabel(world: World, actor: Actor, repository: Repository, issue: Issue, name: string): boolean {
  const label = issue.labels.find((one) => same(one.name, name));
  if (!label) return false;
  issue.labels = issue.labels.filter((one) => one !== label);
  record(world, actor, issue, 'unlabeled', { label });
  tellIssue(world, actor, repository, issue, 'unlabeled', { label: labelView(world, repository, label) });
  return true;
}

/** Nothing is left of it but that it was. */
export function deleteIssue(world: World, actor: Actor, repository: Repository, issue: Issue): void {
  tellIssue(world, actor, repository, issue, 'deleted');
  issue.gone = 'deleted';
}

export function transferIssue(world: World, actor: Actor, from: Repository, issue: Issue, to: Repository): Issue {
  const copy = newIssue(world, issue.user, to, issue.title, issue.body);
  Object.assign(copy, { comments: issue.comments, state: issue.state });
  const payload = { changes: { new_issue: issueView(world, to, copy), new_repository: repositoryView(world, to) } };
  tellIssue(world, actor, from, issue, 'transferred', payload);
  issue.gone = { movedTo: to, number: copy.number };
  return copy;
}

export function record(
  world: World,
  actor: Actor,
  issue: Issue,
  event: string,
  given: Partial<Pick<IssueEvent, 'label' | 'rename' | 'commit'>> = {},
): void {
  issue.events.push({ ...made(world), event, actor: actor.user, label: null, rename: null, commit: null, ...given });
  touch(world, issue);
}

export function touch(world: World, issue: Issue): void {
  issue.updatedAtMs = world.clock.now();
}

/** Pull requests have events of their own name. */
export function tellIssue(
  world: World,
  actor: Actor,
  repository: Repository,
  issue: Issue,
  action: string,
  more: Json = {},
): void {
  touch(world, issue);
  const subject = isPull(issue)
    ? { number: issue.number, pull_request: pullView(world, repository, issue) }
    : { issue: issueView(world, repository, issue) };
  world.happened({
    event: issue.pull ? 'pull_request' : 'issues',
    action,
    repository,
    sender: actor.user,
    payload: { ...subject, ...more },
  });
}
