import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { tally } from '../doubles/github/calls.js';
import type { GitHubDouble } from '../doubles/github/github-double.js';
import { AT, libraryOnGitHub, octokitOf, octokitWith } from './library.js';

let github: GitHubDouble;
/** What a test expects to be complained of, else nothing. */
let complaints: unknown[];

beforeEach(async () => {
  github = await libraryOnGitHub();
  complaints = [];
});

afterEach(async () => {
  const { problems } = github;
  await github.close();
  expect(problems).toEqual(complaints);
});

interface Raw {
  status: number;
  headers: Headers;
  body: { message?: string } & Record<string, unknown>;
}

/** A request by hand, as no client would make it. */
async function ask(path: string, given: RequestInit & { login?: string } = {}): Promise<Raw> {
  const { login = 'maya', ...init } = given;
  const headers = { authorization: `Bearer ${github.token(login)}`, ...(init.headers as Record<string, string>) };
  const response = await fetch(`${github.apiUrl}${path}`, { redirect: 'manual', ...init, headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} };
}

const ISSUES = '/repos/acme/library/issues';

describe('requests', () => {
  it('are judged by the description of GitHub, which also knows what is no request at all', async () => {
    const post = (body: string) => ask(ISSUES, { method: 'POST', body });
    expect((await post('{"title": 7e')).status).toBe(400);
    expect((await post('{"titel": "x"}')).status).toBe(422);
    expect((await post(`{"title": "x", "body": "${'x'.repeat(65_537)}"}`)).status).toBe(422);
    expect((await post(`{"title": "x", "body": "${'x'.repeat(65_536)}"}`)).status).toBe(201);
    expect((await ask(`${ISSUES}?state=opened`)).status).toBe(422);
    expect((await ask('/repos/acme/library/issuez')).status).toBe(404);
  });

  it('with words that GitHub does not know are answered, and complained of', async () => {
    expect((await ask(`${ISSUES}?label=bug`)).status).toBe(200);
    complaints = [expect.stringContaining('"label", which GitHub does not know')];
  });

  it('for what the double does not know are its fault, not an empty answer', async () => {
    expect((await ask('/repos/acme/library/milestones')).status).toBe(500);
    complaints = [expect.stringContaining('the double does not know issues/list-milestones')];
  });

  it('are not answered with what GitHub would never answer', async () => {
    github.as('maya').openIssue({ title: 'Add a thing' }).data.createdAtMs = Number.NaN;
    complaints = [expect.anything()];
    expect((await ask(`${ISSUES}/1`)).status).toBe(500);
    (github.as('maya').issue(1).data as unknown as { number: string; createdAtMs: number }).createdAtMs = 0;
    (github.as('maya').issue(1).data as unknown as { title: number }).title = 7;
    const { body } = await ask(`${ISSUES}/1`);
    expect(body.message).toContain('/title must be string');
    complaints = [expect.anything(), expect.stringContaining('/title must be string')];
  });
});

describe('who asks', () => {
  it('is known by a token that has not expired', async () => {
    const token = github.token('maya', { expiresInMs: 60_000 });
    const { rest } = octokitWith(github, token);
    expect((await rest.users.getAuthenticated()).data.login).toBe('maya');
    github.clock.advance(60_001);
    await expect(rest.users.getAuthenticated()).rejects.toMatchObject({ status: 401 });
    await expect(octokitWith(github, 'ghp_nobody').rest.repos.get(AT)).rejects.toMatchObject({ status: 401 });
  });

  it('sees no private repository without a role in it, and writes to none that is archived', async () => {
    const library = github.repository('acme/library');
    library.private = true;
    expect((await ask(ISSUES, { login: 'otto' })).status).toBe(404);
    expect((await ask(ISSUES, { login: 'tom' })).status).toBe(200);
    library.archived = true;
    const { status, body } = await ask(ISSUES, { method: 'POST', body: '{"title":"x"}' });
    expect([status, body.message]).toEqual([403, 'Repository was archived so is read-only.']);
  });

  it('may what the role and the permissions of the token allow', async () => {
    github.as('maya').openIssue({ title: 'Add a thing' }).lock();
    const label = { method: 'POST', body: '{"labels":["bug"]}' };
    const say = { method: 'POST', body: '{"body":"Hello"}' };
    expect((await ask(`${ISSUES}/1/labels`, { ...label, login: 'otto' })).status).toBe(403);
    expect((await ask(`${ISSUES}/1/labels`, { ...label, login: 'tom' })).status).toBe(200);
    expect((await ask(`${ISSUES}/1/comments`, { ...say, login: 'tom' })).status).toBe(403);
    expect((await ask(`${ISSUES}/1/comments`, say)).status).toBe(201);
    const { rest } = octokitWith(github, github.token('maya', { permissions: { contents: 'read' } }));
    const comment = rest.issues.createComment({ ...AT, issue_number: 1, body: 'Hello' });
    await expect(comment).rejects.toMatchObject({ status: 403 });
    const level = octokitOf(github, 'maya').rest.repos.getCollaboratorPermissionLevel({ ...AT, username: 'otto' });
    expect((await level).data.permission).toBe('read');
  });
});

describe('issues that went away', () => {
  it('are gone, or elsewhere', async () => {
    const maya = github.as('maya');
    maya.openIssue({ title: 'One' });
    maya.openIssue({ title: 'Two' });
    const other = await github.addRepository('acme/books', { roles: { maya: 'write' } });
    github.as('rita', 'acme/library').issue(1).delete();
    github.as('maya', 'acme/library').issue(2).transfer(other);
    expect((await ask(`${ISSUES}/1`)).status).toBe(410);
    const { status, headers } = await ask(`${ISSUES}/2`);
    expect([status, headers.get('location')]).toEqual([301, `${github.apiUrl}/repos/acme/books/issues/1`]);
    expect((await octokitOf(github, 'maya').rest.issues.listForRepo(AT)).data).toEqual([]);
  });
});

describe('answers', () => {
  it('come in pages that link to each other', async () => {
    const maya = github.as('maya');
    for (let number = 1; number <= 5; number += 1) maya.openIssue({ title: `Issue ${number}` });
    const { headers } = await ask(`${ISSUES}?per_page=2&page=2`);
    expect(headers.get('link')).toContain(`<${github.apiUrl}${ISSUES}?per_page=2&page=3>; rel="next"`);
    const octokit = octokitOf(github, 'maya');
    const all = await octokit.paginate(octokit.rest.issues.listForRepo, { ...AT, per_page: 2, direction: 'asc' });
    expect(all.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
  });

  it('are not sent again to who has them, and then cost nothing of the limit', async () => {
    const maya = github.as('maya');
    maya.openIssue({ title: 'Add a thing' });
    const octokit = octokitOf(github, 'maya');
    const first = await octokit.rest.issues.listForRepo(AT);
    const again = { ...AT, headers: { 'if-none-match': first.headers.etag ?? '' } };
    await expect(octokit.rest.issues.listForRepo(again)).rejects.toMatchObject({ status: 304 });
    const { data: limit } = await octokit.rest.rateLimit.get();
    expect(limit.rate).toMatchObject({ limit: 5_000, used: 1, remaining: 4_999 });
    maya.issue(1).comment('News');
    expect((await octokit.rest.issues.listForRepo(again)).status).toBe(200);
    expect(tally(github.calls)).toEqual(['3 GET /repos/{owner}/{repo}/issues (1 unchanged)', '1 GET /rate_limit']);
  });

  it('stop at the limits of the hour and of the minute, and say until when', async () => {
    github.limits.perHour = 2;
    const { rest } = octokitOf(github, 'maya');
    await rest.repos.get(AT);
    await rest.repos.get(AT);
    const limited = rest.repos.get(AT);
    await expect(limited).rejects.toMatchObject({
      status: 403,
      response: { headers: { 'x-ratelimit-remaining': '0' } },
    });
    github.clock.advance(60 * 60_000);
    expect((await rest.repos.get(AT)).status).toBe(200);
    Object.assign(github.limits, { perHour: 5_000, writesPerMinute: 1 });
    await rest.issues.create({ ...AT, title: 'One' });
    const second = rest.issues.create({ ...AT, title: 'Two' });
    await expect(second).rejects.toMatchObject({ status: 403, response: { headers: { 'retry-after': '60' } } });
    github.clock.advance(60_000);
    expect((await rest.issues.create({ ...AT, title: 'Two' })).status).toBe(201);
  });

  it('leave out of lists, for a while, what was created just now', async () => {
    github.world.listLagMs = 1_000;
    const { rest } = octokitOf(github, 'maya');
    const numbers = async (): Promise<number[]> => (await rest.issues.listForRepo(AT)).data.map(({ number }) => number);
    const { data: issue } = await rest.issues.create({ ...AT, title: 'One' });
    expect(await numbers()).toEqual([]);
    expect((await rest.issues.get({ ...AT, issue_number: issue.number })).status).toBe(200);
    github.clock.advance(1_000);
    expect(await numbers()).toEqual([1]);
    await rest.issues.createComment({ ...AT, issue_number: 1, body: 'Hello' });
    const comments = async (): Promise<number> =>
      (await rest.issues.listComments({ ...AT, issue_number: 1 })).data.length;
    expect(await comments()).toBe(0);
    github.settle();
    expect(await comments()).toBe(1);
  });

  it('list what changed since a moment, to the second and with it', async () => {
    const maya = github.as('maya');
    maya.openIssue({ title: 'One' });
    github.clock.advance(10_000);
    maya.openIssue({ title: 'Two' });
    const { rest } = octokitOf(github, 'maya');
    const { data: all } = await rest.issues.listForRepo({ ...AT, sort: 'updated', direction: 'asc' });
    const since = all[1]?.updated_at ?? '';
    const { data: changed } = await rest.issues.listForRepo({ ...AT, since });
    expect(changed.map(({ title }) => title)).toEqual(['Two']);
  });
});

describe('faults', () => {
  it('hit the requests that they are meant for, before or after the work is done', async () => {
    const { rest } = octokitOf(github, 'maya');
    const create = 'POST /repos/{owner}/{repo}/issues';
    const open = () => rest.issues.create({ ...AT, title: 'One' });
    github.faults.add({ route: create, kind: 'resetBefore' });
    await expect(open()).rejects.toMatchObject({ status: 500 });
    expect(github.repository('acme/library').issues).toHaveLength(0);
    github.faults.add({ route: create, kind: 'resetAfter' });
    await expect(open()).rejects.toMatchObject({ status: 500 });
    expect(github.repository('acme/library').issues).toHaveLength(1);
    github.faults.add({ route: create, kind: 'refuse', status: 502, times: 2, after: 1 });
    expect((await open()).status).toBe(201);
    await expect(open()).rejects.toMatchObject({ status: 502 });
    await expect(open()).rejects.toMatchObject({ status: 502 });
    expect((await open()).status).toBe(201);
    github.faults.add({ kind: 'garbage' });
    const { data } = await rest.repos.get(AT).catch(() => ({ data: 'no JSON' }));
    expect(typeof data).toBe('string');
    expect(github.faults.hits).toBe(5);
    const broken = github.calls.filter(({ route, status }) => route === create && status === null);
    expect(broken).toHaveLength(2);
  });
});

describe('webhooks', () => {
  it('are signed, and are sent again or in another order when a test wants that', async () => {
    const heard: { event: string; signed: boolean; id: string; action: string; sender: string }[] = [];
    const listener = await listen((headers, body) => {
      const signature = `sha256=${createHmac('sha256', 'secret').update(body).digest('hex')}`;
      const { action, sender, repository, installation } = JSON.parse(body);
      expect([repository.full_name, installation.id > 0]).toEqual(['acme/library', true]);
      heard.push({
        event: String(headers['x-github-event']),
        signed: headers['x-hub-signature-256'] === signature,
        id: String(headers['x-github-delivery']),
        action,
        sender: sender.login,
      });
    });
    const { app } = github.app({ slug: 'nightshift', installedOn: { acme: null } });
    github.webhooks.to(listener.url, 'secret', { app, events: ['issues', 'issue_comment'] });
    github.as('maya').openIssue({ title: 'Add a thing' });
    await github.webhooks.idle();
    github.webhooks.hold();
    github.as('tom').issue(1).label('nightshift').comment('Please.');
    await github.webhooks.release((held) => held.reverse());
    expect(await github.webhooks.redeliver(github.webhooks.deliveries[0]!)).toBe(200);
    expect(heard.map(({ event, action, sender }) => [event, action, sender])).toEqual([
      ['issues', 'opened', 'maya'],
      ['issue_comment', 'created', 'tom'],
      ['issues', 'labeled', 'tom'],
      ['issues', 'opened', 'maya'],
    ]);
    expect(heard.every(({ signed }) => signed)).toBe(true);
    expect(heard[3]?.id).toBe(heard[0]?.id);
    listener.server.close();
    listener.server.closeAllConnections();
    github.as('maya').issue(1).close();
    await github.webhooks.idle();
    expect(github.webhooks.deliveries.at(-1)?.answers).toEqual([null]);
  });
});

async function listen(
  heard: (headers: Record<string, unknown>, body: string) => void,
): Promise<{ url: string; server: Server }> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    heard(request.headers, Buffer.concat(chunks).toString());
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
