import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createGitHub } from '../../../../activities/forge/github/create-github.js';
import { createGitHubClient } from '../../../../activities/forge/github/github-client.js';
import { readJobLog } from '../../../../activities/forge/github/job-log.js';
import { createKnownSecrets } from '../../../../activities/secrets/known-secrets.js';
import { githubAt, json, plainServer, REPOSITORY, settingsFor, TOKEN } from './plain-server.js';

const HOUR_MS = 60 * 60_000;
const FACTS = {
  name: 'shelf',
  owner: { login: 'acme' },
  default_branch: 'main',
  private: false,
  archived: false,
  fork: false,
};

function privateKey(): string {
  const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return key.export({ type: 'pkcs1', format: 'pem' }).toString();
}

describe('the way to GitHub', () => {
  it('follows a renamed repository, token in hand, for what is read and for what is written', async () => {
    const server = await plainServer(({ url, method }, response) => {
      if (url.startsWith('/repos/acme/library')) {
        const to = url.replace('/repos/acme/library', '/repositories/4');
        json(response, method === 'GET' ? 301 : 307, {}, { location: `${server.url}${to}` });
      } else json(response, 200, method === 'GET' ? FACTS : []);
    });
    expect(await githubAt(server.url).repository(REPOSITORY)).toMatchObject({ ok: true, value: { name: 'shelf' } });
    expect(await githubAt(server.url).addLabel(REPOSITORY, 1, 'x')).toMatchObject({ ok: true });
    expect(server.seen.map(({ authorization }) => authorization)).toEqual(Array(4).fill(`Bearer ${TOKEN}`));
    expect(server.seen[3]).toMatchObject({ method: 'POST', body: '{"labels":["x"]}' });
  });

  it('writes nothing where a redirect would make a read of it, and says what to change', async () => {
    const server = await plainServer((_seen, response) =>
      json(response, 301, {}, { location: '/repositories/4/issues/1/labels' }),
    );
    expect(await githubAt(server.url).addLabel(REPOSITORY, 1, 'x')).toMatchObject({
      reason: 'notFound',
      message: expect.stringContaining('write its new name in the configuration'),
    });
    expect(server.seen).toHaveLength(1);
  });

  it('takes the token to no other host, nor to another port', async () => {
    const other = await plainServer((_seen, response) => json(response, 200, FACTS));
    const server = await plainServer((_seen, response) =>
      json(response, 302, {}, { location: `${other.url}/repos/acme/library?sig=key` }),
    );
    const answer = await githubAt(server.url).repository(REPOSITORY);
    expect(answer).toMatchObject({ reason: 'notFound', message: expect.stringContaining('is given no token') });
    expect(JSON.stringify(answer)).not.toContain('sig=key');
    expect(other.seen).toEqual([]);
  });

  it('does not go round in circles', async () => {
    const server = await plainServer((_seen, response) => json(response, 301, {}, { location: '/repos/acme/library' }));
    expect(await githubAt(server.url).repository(REPOSITORY)).toMatchObject({ reason: 'notFound' });
    expect(server.seen.length).toBeLessThan(6);
  });

  it('asks once, however busy GitHub is: asking again is the engine’s', async () => {
    const server = await plainServer((_seen, response) => json(response, 503, { message: 'no' }));
    await expect(githubAt(server.url).repository(REPOSITORY)).rejects.toMatchObject({ type: 'ForgeBusy' });
    expect(server.seen).toHaveLength(1);
  });

  it('sends nothing that the process was given to keep', async () => {
    const server = await plainServer((_seen, response) => json(response, 200, []));
    const secret = 'hunter2-"quoted"-0123456789';
    const github = githubAt(server.url, { secrets: createKnownSecrets([secret]) });
    await github.addLabel(REPOSITORY, 1, `a ${secret} b`);
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({ labels: ['a [secret removed] b'] });
  });

  it('is left at once when the activity is cancelled', async () => {
    const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
    const server = await plainServer(() => environment.cancel());
    await expect(environment.run(() => githubAt(server.url).repository(REPOSITORY))).rejects.toMatchObject({
      name: 'CancelledFailure',
    });
  });
});

describe('a log that GitHub keeps elsewhere', () => {
  const readAt = (url: string) => {
    const client = createGitHubClient(settingsFor(url), { GITHUB_TOKEN: TOKEN });
    return client.ask({ repository: REPOSITORY, doing: 'read a log' }, (octokit) => readJobLog(octokit, REPOSITORY, 9));
  };

  it('is fetched there without the token', async () => {
    const elsewhere = await plainServer((_seen, response) =>
      response.writeHead(200, { 'content-type': 'text/plain' }).end('it broke'),
    );
    const server = await plainServer((_seen, response) =>
      response.writeHead(302, { location: `${elsewhere.url}/log?sig=key` }).end(),
    );
    expect(await readAt(server.url)).toEqual({ ok: true, value: 'it broke' });
    expect(server.seen).toMatchObject([
      { url: '/repos/acme/library/actions/jobs/9/logs', authorization: `Bearer ${TOKEN}` },
    ]);
    expect(elsewhere.seen).toMatchObject([{ url: '/log?sig=key', authorization: null }]);
  });

  it('is none where it is gone, there or at GitHub, or we may not read it', async () => {
    const gone = await plainServer((_seen, response) => response.writeHead(404).end());
    const sends = await plainServer((_seen, response) => response.writeHead(302, { location: gone.url }).end());
    const refuses = await plainServer((_seen, response) => json(response, 403, { message: 'Must have admin rights' }));
    for (const { url } of [sends, gone, refuses]) expect(await readAt(url)).toEqual({ ok: true, value: null });
  });
});

describe('a GitHub App', () => {
  async function appServer(lifeMs: () => number, isTaken: (token: string) => boolean = () => true) {
    let given = 0;
    const server = await plainServer(({ url, authorization }, response) => {
      if (url === '/repos/acme/library/installation') return json(response, 200, { id: 5 });
      if (url === '/app') return json(response, 200, { slug: 'nightshift' });
      if (url === '/app/installations/5/access_tokens') {
        given += 1;
        const expires_at = new Date(Date.now() + lifeMs()).toISOString();
        return json(response, 201, { token: `ghs_${given}`, expires_at, permissions: { issues: 'write' } });
      }
      if (!isTaken(authorization ?? '')) return json(response, 401, { message: 'Bad credentials' });
      return json(response, 200, FACTS);
    });
    const app = { id: 12, privateKeyEnv: 'APP_KEY' };
    const github = createGitHub(settingsFor(server.url, { app }), { APP_KEY: privateKey().replaceAll('\n', '\\n') });
    return { server, github };
  }

  it('finds its installation once, and uses a token as long as it lasts', async () => {
    const { server, github } = await appServer(() => HOUR_MS);
    for (let i = 0; i < 3; i += 1) expect(await github.repository(REPOSITORY)).toMatchObject({ ok: true });
    expect(await github.whoAmI(REPOSITORY)).toEqual({ ok: true, value: 'nightshift[bot]' });
    expect(server.seen.map(({ url }) => url)).toEqual([
      '/repos/acme/library/installation',
      '/app/installations/5/access_tokens',
      ...Array(3).fill('/repos/acme/library'),
      '/app',
    ]);
    expect(server.seen[2]?.authorization).toBe('Bearer ghs_1');
    expect(server.seen[0]?.authorization).toMatch(/^Bearer ey/);
  });

  it('renews a token before it ends, for git while half an hour is left', async () => {
    const { github } = await appServer(() => HOUR_MS / 3);
    await github.repository(REPOSITORY);
    expect(await github.token(REPOSITORY)).toEqual({ ok: true, value: 'ghs_2' });
  });

  it('asks once more with a new token where the one at hand was revoked', async () => {
    const { github, server } = await appServer(
      () => HOUR_MS,
      (authorization) => authorization.endsWith('ghs_2'),
    );
    expect(await github.repository(REPOSITORY)).toMatchObject({ ok: true });
    expect(server.seen.filter(({ url }) => url === '/repos/acme/library')).toHaveLength(2);
  });

  it('says that it is not installed there, and that its key cannot be used', async () => {
    const server = await plainServer((_seen, response) => json(response, 404, { message: 'Not Found' }));
    const app = { id: 12, privateKeyEnv: 'APP_KEY' };
    const absent = createGitHub(settingsFor(server.url, { app }), { APP_KEY: privateKey() });
    expect(await absent.repository(REPOSITORY)).toMatchObject({
      reason: 'notFound',
      message: expect.stringContaining('the GitHub App 12'),
    });
    const unusable = createGitHub(settingsFor(server.url, { app }), { APP_KEY: 'no key' });
    const answer = await unusable.repository(REPOSITORY);
    expect(answer).toMatchObject({
      reason: 'unauthorized',
      message: expect.stringContaining('the private key in APP_KEY cannot be used'),
    });
    expect(JSON.stringify(answer)).not.toContain('no key');
  });
});
