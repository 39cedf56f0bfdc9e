// Issues as they are now: their text, their labels and who set them, their comments, and which of them have changed.
import type { Octokit } from 'octokit';
import { isStateLabel } from '../../../core/forge-activities.js';
import { keyIn } from '../../../core/own-mark.js';
import type { ForgeRepository } from '../../../core/repository.js';
import { signature } from '../../signature.js';
import type { ChangedIssues, ChangedSince, Issue, IssueComment } from './github.js';
import { Refused } from './github-client.js';
import { isStatus } from './is-status.js';
import { labelNames } from './label-names.js';
import { PAGE_SIZE, readPages } from './pages.js';
import type { Place } from './put-comment.js';

const CHANGED_PAGES_MAX = 10;
const EVENT_PAGES_MAX = 30;
const COMMENT_PAGES_MAX = 30;

export async function issue(octokit: Octokit, repository: ForgeRepository, number: number): Promise<Issue> {
  const { owner, name } = repository;
  const { data } = await octokit.rest.issues.get({ owner, repo: name, issue_number: number });
  if (!samePath(data.repository_url, `/repos/${owner}/${name}`))
    await refuseTransferred(octokit, repository, number, data);
  return {
    number: data.number,
    url: data.html_url,
    isPullRequest: data.pull_request !== undefined,
    title: data.title,
    body: data.body ?? '',
    state: data.state === 'open' ? 'open' : 'closed',
    closedBy: data.closed_by?.login ?? null,
    author: data.user?.login ?? '',
    labels: labelNames(data.labels),
    locked: data.locked,
    updatedAtMs: Date.parse(data.updated_at),
  };
}

/** GitHub sends on from a renamed repository to itself, and from a transferred issue to another one. */
async function refuseTransferred(
  octokit: Octokit,
  { owner, name }: ForgeRepository,
  number: number,
  found: { repository_url: string; html_url: string },
): Promise<void> {
  const { data } = await octokit.rest.repos.get({ owner, repo: name });
  if (samePath(found.repository_url, new URL(data.url).pathname)) return;
  throw new Refused('notFound', `${owner}/${name}#${number} was transferred: it is ${found.html_url} now`);
}

function samePath(url: string, path: string): boolean {
  return new URL(url).pathname.toLowerCase().endsWith(path.toLowerCase());
}

export async function changedIssues(
  octokit: Octokit,
  { owner, name }: ForgeRepository,
  { sinceMs, etag }: ChangedSince,
): Promise<ChangedIssues> {
  const wanted = { owner, repo: name, state: 'all', sort: 'updated', direction: 'asc', per_page: PAGE_SIZE } as const;
  const since = new Date(sinceMs).toISOString();
  let firstEtag: string | null = null;
  try {
    const { items } = await readPages(CHANGED_PAGES_MAX, async (page) => {
      const headers = page === 1 && etag !== null ? { 'if-none-match': etag } : {};
      const response = await octokit.rest.issues.listForRepo({ ...wanted, since, page, headers });
      if (page === 1) firstEtag = response.headers.etag ?? null;
      return response.data;
    });
    const issues = items.map((one) => ({
      number: one.number,
      updatedAtMs: Date.parse(one.updated_at),
      digest: one.pull_request === undefined ? digestOf(one) : null,
    }));
    // What changes next is on the last page, of which the first one's tag says nothing.
    return { changed: true, etag: items.length < PAGE_SIZE ? firstEtag : null, issues };
  } catch (error) {
    if (isStatus(error, 304)) return { changed: false };
    throw error;
  }
}

type ListedIssue = Awaited<ReturnType<Octokit['rest']['issues']['listForRepo']>>['data'][number];

/** Labels that say how a run stands are ours: they come and go without anybody wanting anything. */
function digestOf({ title, body, state, locked, comments: count, labels }: ListedIssue): string {
  const wishes = labelNames(labels).filter((name) => !isStateLabel(name));
  return signature(JSON.stringify([title, body, state, locked, count, wishes.sort()]), DIGEST_CHARS);
}

const DIGEST_CHARS = 32;

export async function commentedByOthers(
  octokit: Octokit,
  { owner, name }: ForgeRepository,
  us: string,
  sinceMs: number,
): Promise<number[]> {
  const since = new Date(sinceMs).toISOString();
  const wanted = { owner, repo: name, since, sort: 'updated', direction: 'desc', per_page: PAGE_SIZE } as const;
  const { items } = await readPages(COMMENT_PAGES_MAX, async (page) => {
    return (await octokit.rest.issues.listCommentsForRepo({ ...wanted, page })).data;
  });
  const isOurs = (login: string | undefined, body: string) =>
    login?.toLowerCase() === us.toLowerCase() && keyIn(body) !== null;
  const others = items.filter(({ user, body }) => !isOurs(user?.login, body ?? ''));
  return [...new Set(others.map(({ issue_url }) => Number(issue_url.split('/').at(-1))))];
}

export async function labelledBy(
  octokit: Octokit,
  { repository, number }: Place,
  label: string,
): Promise<string | null> {
  const at = { owner: repository.owner, repo: repository.name, issue_number: number };
  const { items, complete } = await readPages(EVENT_PAGES_MAX, async (page) => {
    return (await octokit.rest.issues.listEvents({ ...at, per_page: PAGE_SIZE, page })).data;
  });
  if (!complete) {
    const place = `${repository.owner}/${repository.name}#${number}`;
    throw new Refused('invalid', `${place} has too many events to see who set the label: open a new issue`);
  }
  let by: string | null = null;
  for (const event of items) {
    if (!('label' in event) || event.label.name?.toLowerCase() !== label.toLowerCase()) continue;
    if (event.event === 'labeled') by = event.actor?.login ?? null;
    if (event.event === 'unlabeled') by = null;
  }
  return by;
}

export async function comments(
  octokit: Octokit,
  { repository, number }: Place,
  sinceMs: number,
): Promise<IssueComment[]> {
  const at = { owner: repository.owner, repo: repository.name, issue_number: number };
  const since = new Date(sinceMs).toISOString();
  const { items } = await readPages(COMMENT_PAGES_MAX, async (page) => {
    return (await octokit.rest.issues.listComments({ ...at, since, per_page: PAGE_SIZE, page })).data;
  });
  return items.map(({ id, user, body, created_at, updated_at, performed_via_github_app: app }) => ({
    id,
    author: user?.login ?? '',
    bot: user?.type !== 'User' || (app ?? null) !== null,
    body: body ?? '',
    createdAtMs: Date.parse(created_at),
    updatedAtMs: Date.parse(updated_at),
  }));
}
