// Routes of issues. Pull requests are issues here, too.
import { editIssue, lockIssue, openIssue, setIssueState } from '../acts/issues.js';
import { setLabels } from '../acts/labels.js';
import type { Issue } from '../model.js';
import { invalid, Refusal } from '../refusal.js';
import { issueEventView, issueView } from '../views/issue.js';
import { listed, same } from '../world.js';
import {
  type Answer,
  type Asked,
  actorOf,
  created,
  forbidden,
  issueAsked,
  list,
  mayTriage,
  mayWrite,
  NO_CONTENT,
  ok,
  type Routes,
  textOf,
} from './route.js';

export const issueRoutes: Routes = {
  'issues/list-for-repo': listIssues,
  'issues/get': (asked) => ok(issueView(asked.world, asked.repository, issueAsked(asked))),
  'issues/create': createIssue,
  'issues/update': updateIssue,
  'issues/lock': (asked) => lock(asked, true),
  'issues/unlock': (asked) => lock(asked, false),
  'issues/list-events': (asked) => {
    const { world, repository } = asked;
    const events = listed(world, issueAsked(asked).events);
    return list(events.map((event) => issueEventView(world, repository, event)));
  },
  'issues/list-events-for-repo': ({ world, repository }) => {
    const all = repository.issues.flatMap((issue) => issue.events.map((event) => ({ issue, event })));
    const newest = all.sort((one, other) => other.event.id - one.event.id);
    return list(
      newest.map(({ issue, event }) => ({
        ...issueEventView(world, repository, event),
        issue: issueView(world, repository, issue),
      })),
    );
  },
};

function listIssues({ world, repository, query }: Asked): Answer {
  if (!repository.hasIssues) throw new Refusal(404, 'Issues are disabled for this repo');
  const { state = 'open', sort = 'created', direction = 'desc' } = query;
  const labels = String(query['labels'] ?? '')
    .split(',')
    .filter(Boolean);
  const since = sinceOf(query);
  const creator = query['creator'];
  const found = listed(world, repository.issues).filter(
    (issue) =>
      !issue.gone &&
      (state === 'all' || issue.state === state) &&
      (since === null || seconds(issue.updatedAtMs) >= since) &&
      (creator === undefined || same(issue.user.login, String(creator))) &&
      labels.every((name) => issue.labels.some((label) => same(label.name, name))),
  );
  const key = (issue: Issue): number => {
    if (sort === 'updated') return issue.updatedAtMs;
    return sort === 'comments' ? issue.comments.length : issue.number;
  };
  const ordered = found.sort((one, other) => key(one) - key(other) || one.number - other.number);
  if (direction === 'desc') ordered.reverse();
  return list(ordered.map((issue) => issueView(world, repository, issue)));
}

/** `since` counts whole seconds, and itself. */
export function sinceOf(query: Record<string, unknown>): number | null {
  return typeof query['since'] === 'string' ? seconds(Date.parse(query['since'])) : null;
}

export function seconds(ms: number): number {
  return Math.floor(ms / 1_000);
}

function createIssue(asked: Asked): Answer {
  const { world, repository, body } = asked;
  if (!repository.hasIssues) throw new Refusal(410, 'Issues has been disabled in this repository.');
  const title = String(body['title'] ?? '');
  if (title.trim() === '') throw invalid('Issue', 'title', 'missing_field');
  // Labels of those who may not label are dropped without a word.
  const labels = mayTriage(asked) ? namesOf(body['labels']) : [];
  const given = { title, body: textOf(body, 'body') ?? null, labels };
  return created(issueView(world, repository, openIssue(world, actorOf(asked), repository, given)));
}

export function namesOf(labels: unknown): string[] {
  if (!Array.isArray(labels)) return [];
  return labels.map((label) => String(typeof label === 'object' ? label?.name : label));
}

function updateIssue(asked: Asked): Answer {
  const { world, repository, body } = asked;
  const issue = issueAsked(asked);
  const actor = actorOf(asked);
  if (!mayTriage(asked) && issue.user !== actor.user) throw forbidden(asked);
  const title = textOf(body, 'title');
  const text = 'body' in body ? { body: (body['body'] as string | null) ?? null } : {};
  editIssue(world, actor, repository, issue, { ...(title === undefined ? {} : { title }), ...text });
  if (body['labels'] !== undefined && mayTriage(asked))
    setLabels(world, actor, repository, issue, namesOf(body['labels']));
  if (body['state'] === 'open' || body['state'] === 'closed') {
    if (issue.pull?.merged && body['state'] === 'open') throw invalid('PullRequest', 'state', 'invalid');
    const reason = body['state_reason'] as Issue['stateReason'] | undefined;
    setIssueState(world, actor, repository, issue, body['state'], reason ? { reason } : {});
  }
  return ok(issueView(world, repository, issue));
}

function lock(asked: Asked, locked: boolean): Answer {
  if (!mayWrite(asked)) throw forbidden(asked);
  lockIssue(asked.world, actorOf(asked), asked.repository, issueAsked(asked), locked);
  return NO_CONTENT;
}
