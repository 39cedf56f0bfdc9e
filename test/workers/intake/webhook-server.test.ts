import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import type { ForgeRepository } from '../../../core/repository.js';
import { joinHints } from '../../../workers/intake/webhook/join-hints.js';
import {
  startWebhookServer,
  type WebhookServer,
  type WebhookServerOptions,
} from '../../../workers/intake/webhook/webhook-server.js';
import { gate } from '../../workflows/harness.js';

const SECRET = 'a secret of the webhook';
const SHOP: ForgeRepository = { kind: 'github', host: 'forge.example', owner: 'acme', name: 'shop' };
const ISSUE = {
  action: 'labeled',
  repository: { name: 'Shop', owner: { login: 'Acme' } },
  issue: { number: 7, title: 'x' },
};

const servers: WebhookServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

interface Hooked {
  server: WebhookServer;
  hints: (readonly number[])[];
  problems: string[];
}

async function hooked(change: Partial<WebhookServerOptions> = {}): Promise<Hooked> {
  const hints: (readonly number[])[] = [];
  const problems: string[] = [];
  const server = await startWebhookServer({
    listen: { listenHost: null, port: 0 },
    secret: SECRET,
    watched: (owner, name) => (`${owner}/${name}`.toLowerCase() === 'acme/shop' ? SHOP : null),
    hint: async (_repository, numbers) => {
      hints.push(numbers);
    },
    isWell: async () => true,
    onProblem: (reason) => problems.push(reason),
    ...change,
  });
  servers.push(server);
  return { server, hints, problems };
}

function signature(body: string, secret = SECRET): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

async function deliver(
  { server }: Hooked,
  payload: unknown,
  {
    event = 'issues',
    headers = {},
    path = '',
  }: { event?: string; headers?: Record<string, string>; path?: string } = {},
): Promise<number> {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const given = { 'content-type': 'application/json', 'x-github-event': event, 'x-hub-signature-256': signature(body) };
  const response = await fetch(`${server.url}${path}`, { method: 'POST', body, headers: { ...given, ...headers } });
  await response.text();
  return response.status;
}

test('a signed delivery is answered once its hint is given, with nothing but its numbers', async () => {
  const given = gate();
  const there = await hooked({ hint: () => given.opened });
  let answered = false;
  const status = deliver(there, ISSUE).finally(() => {
    answered = true;
  });
  await deliver(there, ISSUE, { event: 'ping' });
  expect(answered).toBe(false);
  given.open();
  expect(await status).toBe(202);
});

test('numbers are read of every kind of event that may bring news', async () => {
  const there = await hooked();
  const { repository } = ISSUE;
  const pull_request = { number: 8 };
  await deliver(there, ISSUE, { event: 'issue_comment' });
  await deliver(there, { repository, pull_request }, { event: 'pull_request_review' });
  await deliver(
    there,
    { repository, check_suite: { pull_requests: [pull_request, { number: 9 }] } },
    { event: 'check_suite' },
  );
  await deliver(there, { repository, check_run: {} }, { event: 'check_run' });
  expect(there.hints).toEqual([[7], [8], [8, 9]]);
});

test.each([
  ['no signature', { 'x-hub-signature-256': '' }],
  ['a signature of another secret', { 'x-hub-signature-256': signature(JSON.stringify(ISSUE), 'another') }],
  ['a signature of another text', { 'x-hub-signature-256': signature('{}') }],
  ['the old kind of signature alone', { 'x-hub-signature-256': '', 'x-hub-signature': 'sha1=0123' }],
  ['half a signature', { 'x-hub-signature-256': signature(JSON.stringify(ISSUE)).slice(0, 20) }],
])('%s is refused with 401, and does nothing', async (_what, headers) => {
  const there = await hooked();
  expect(await deliver(there, ISSUE, { headers })).toBe(401);
  expect(await deliver(there, 'no JSON at all', { headers })).toBe(401);
  expect(there.hints).toEqual([]);
});

test('what is no delivery is told apart', async () => {
  const there = await hooked();
  const { server } = there;
  expect((await fetch(server.url)).status).toBe(405);
  expect(await deliver(there, ISSUE, { path: '/more' })).toBe(404);
  expect(await deliver(there, ISSUE, { headers: { 'content-type': 'application/x-www-form-urlencoded' } })).toBe(415);
  expect(await deliver(there, 'no JSON')).toBe(400);
  expect(await deliver(there, { ...ISSUE, issue: { number: '7; drop' } })).toBe(400);
  expect(await deliver(there, '')).toBe(401);
  expect(there.hints).toEqual([]);
});

test('what is signed and none of our business is ignored politely', async () => {
  const there = await hooked();
  const other = { ...ISSUE, repository: { name: 'other', owner: { login: 'acme' } } };
  expect(await deliver(there, ISSUE, { event: 'star' })).toBe(202);
  expect(await deliver(there, ISSUE, { event: 'constructor' })).toBe(202);
  expect(await deliver(there, other)).toBe(202);
  expect(await deliver(there, { zen: 'x' }, { event: 'ping' })).toBe(200);
  expect(there.hints).toEqual([]);
});

test('a delivery of 25 MB is refused before it is read, whether it says its length or not', async () => {
  const there = await hooked();
  const large = JSON.stringify({ ...ISSUE, filler: 'x'.repeat(25_000_000) });
  const said = await deliver(there, large).catch(() => 413);
  expect(said).toBe(413);
  const status = await chunked(there.server, large);
  expect(status).toContain('413');
  expect(there.hints).toEqual([]);
  expect(await deliver(there, ISSUE)).toBe(202);
});

/** Sends the body in chunks without a length, and gives the first line of the answer. */
function chunked({ url }: WebhookServer, body: string): Promise<string> {
  const { port, hostname, pathname } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.once('data', (data) => resolve(data.toString().split('\r\n')[0] ?? ''));
    socket.write(
      `POST ${pathname} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    socket.write(`${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`);
  });
}

test('while the hint cannot be taken, it is 503, and the next delivery of the same is taken', async () => {
  let isAway = true;
  const there = await hooked({
    hint: async () => {
      if (isAway) throw new Error('no server');
    },
    isWell: async () => !isAway,
  });
  const health = new URL('/health', there.server.url);
  expect(await deliver(there, ISSUE)).toBe(503);
  expect((await fetch(health)).status).toBe(503);
  isAway = false;
  expect(await deliver(there, ISSUE)).toBe(202);
  expect((await fetch(health)).status).toBe(200);
});

test('who asks for its health again and again has the engine asked once at a time', async () => {
  const held = gate();
  let asked = 0;
  const there = await hooked({
    isWell: async () => {
      asked += 1;
      await held.opened;
      return true;
    },
  });
  const { hostname, port } = new URL(there.server.url);
  const socket = connect(Number(port), hostname);
  const times = 20;
  const answered = new Promise<void>((resolve) => {
    let said = '';
    socket.on('data', (data) => {
      said += data.toString();
      if (said.split('200 OK').length > times) resolve();
    });
  });
  socket.write('GET /health HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(times));
  while (asked === 0) await new Promise((resolve) => setImmediate(resolve));
  held.open();
  await answered;
  socket.destroy();
  expect(asked).toBe(1);
});

test.each([
  ['a path that only ends like ours', '/x/../webhook'],
  ['two slashes', '//webhook'],
  ['another spelling', '/Webhook'],
  ['an encoded one', '/%77ebhook'],
])('a signed delivery at %s is taken nowhere', async (_what, path) => {
  const there = await hooked();
  const { hostname, port } = new URL(there.server.url);
  const body = JSON.stringify(ISSUE);
  const socket = connect(Number(port), hostname);
  const status = new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString().slice(9, 12))));
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nx-github-event: issues\r\n` +
      `x-hub-signature-256: ${signature(body)}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  expect(await status).toBe('404');
  socket.destroy();
  expect(there.hints).toEqual([]);
});

test('a delivery with two signatures, or with one of another text, is not believed', async () => {
  const there = await hooked();
  const right = signature(JSON.stringify(ISSUE));
  for (const wrong of [`${right}, ${right}`, right.toUpperCase(), right.replace('sha256=', 'sha1='), signature('{}')])
    expect([wrong, await deliver(there, ISSUE, { headers: { 'x-hub-signature-256': wrong } })]).toEqual([wrong, 401]);
  expect(there.hints).toEqual([]);
});

test('hints that come while one is given become one, and each is done when its own numbers are given', async () => {
  const held = [gate(), gate()];
  const given: (readonly number[])[] = [];
  const hint = joinHints(async (_repository, numbers) => {
    given.push(numbers);
    await held[given.length - 1]?.opened;
  });
  const first = hint(SHOP, [1]);
  await new Promise((resolve) => setImmediate(resolve));
  let isDone = false;
  const burst = Promise.all(Array.from({ length: 100 }, (_, at) => hint(SHOP, [(at % 10) + 1]))).then(() => {
    isDone = true;
  });
  held[0]?.open();
  await first;
  expect(isDone).toBe(false);
  held[1]?.open();
  await burst;
  expect(given).toEqual([[1], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]);
});

test('a hint that fails fails those alone that wait for it', async () => {
  let count = 0;
  const hint = joinHints(async () => {
    count += 1;
    if (count === 1) throw new Error('no server');
  });
  await expect(hint(SHOP, [1])).rejects.toThrow('no server');
  await hint(SHOP, [1]);
});

test('who sends half a request and waits is cut off', async () => {
  const there = await hooked();
  const { port, hostname } = new URL(there.server.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.resume();
  const cut = new Promise((resolve) => socket.once('close', resolve));
  socket.write('POST /webhook HTTP/1.1\r\nhost: x\r\nx-slow: ');
  await cut;
}, 20_000);

test('a server that closes finishes what it is answering and takes nothing new', async () => {
  const given = gate();
  const begun = gate();
  const there = await hooked({
    hint: () => {
      begun.open();
      return given.opened;
    },
  });
  const answered = deliver(there, ISSUE);
  await begun.opened;
  servers.length = 0;
  const closed = there.server.close();
  await expect(fetch(there.server.url)).rejects.toThrow();
  given.open();
  expect(await answered).toBe(202);
  await closed;
});

test('a port that is taken is said with the way out', async () => {
  const there = await hooked();
  const { port } = new URL(there.server.url);
  await expect(hooked({ listen: { listenHost: null, port: Number(port) } })).rejects.toMatchObject({
    name: 'SetupProblem',
    message: expect.stringContaining('Name another port under github.webhook'),
  });
});
