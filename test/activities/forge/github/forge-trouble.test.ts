import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { githubAt, json, TOKEN as KNOWN, plainServer, REPOSITORY } from './plain-server.js';

const NOW = 'Sun, 29 Nov 2026 22:00:00 GMT';
const NOW_S = Date.parse(NOW) / 1_000;
const MINUTE = 60_000;

/** What reading issue 7 comes to, answered like this. */
async function asked(status: number, body: unknown, headers: Record<string, string> = {}) {
  const server = await plainServer((_seen, response) => json(response, status, body, { date: NOW, ...headers }));
  return githubAt(server.url).issue(REPOSITORY, 7);
}

const refusals: [string, number, string, Record<string, string>, string, RegExp][] = [
  [
    'a token that is not valid',
    401,
    'Bad credentials',
    {},
    'unauthorized',
    /the token in GITHUB_TOKEN is not valid .*renew/,
  ],
  [
    'a missing permission',
    403,
    'Resource not accessible by personal access token',
    { 'x-accepted-github-permissions': 'issues=write' },
    'forbidden',
    /give the token in GITHUB_TOKEN the permission issues=write/,
  ],
  [
    'a token that an organization has not approved',
    403,
    'Resource protected by organization SAML enforcement',
    { 'x-github-sso': 'required; url=https://github.test/sso' },
    'forbidden',
    /authorize .* at https:\/\/github\.test\/sso/,
  ],
  [
    'a withdrawn permission',
    403,
    'Must have admin rights',
    { 'x-ratelimit-remaining': '4000' },
    'forbidden',
    /check what the token in GITHUB_TOKEN may do/,
  ],
  ['an archived repository', 403, 'Repository was archived so is read-only.', {}, 'readOnly', /archived: unarchive it/],
  [
    'a locked conversation',
    403,
    'Unable to create comment because issue is locked.',
    {},
    'readOnly',
    /unlock the conversation of acme\/library#7/,
  ],
  ['what is not there', 404, 'Not Found', {}, 'notFound', /check that it is there/],
  ['a deleted issue', 410, 'This issue was deleted', {}, 'notFound', /This issue was deleted/],
  ['what the law forbids', 451, 'Repository access blocked', {}, 'forbidden', /legal reasons/],
  ['a request that is never taken', 422, 'Validation Failed', {}, 'invalid', /Validation Failed/],
  ['a request that nobody understands', 400, 'Problems parsing JSON', {}, 'invalid', /Problems parsing JSON/],
];

const waits: [string, number, string, Record<string, string>, number][] = [
  ['a limit with a wait in seconds', 403, 'You have exceeded a secondary rate limit', { 'retry-after': '90' }, 90_000],
  ['a limit with a date', 429, 'Too many requests', { 'retry-after': 'Sun, 29 Nov 2026 22:02:00 GMT' }, 2 * MINUTE],
  ['a secondary limit that does not say how long', 403, 'You have exceeded a secondary rate limit.', {}, MINUTE],
  [
    'a spent quota, by the server’s own clock',
    403,
    'API rate limit exceeded',
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW_S + 300) },
    5 * MINUTE,
  ],
  [
    'a quota that is full again already',
    403,
    'API rate limit exceeded',
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW_S - 5) },
    MINUTE,
  ],
  ['a wait that is longer than anybody waits', 429, 'no', { 'retry-after': '86400' }, 15 * MINUTE],
  [
    'a reset that is no time',
    403,
    'API rate limit exceeded',
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'soon' },
    MINUTE,
  ],
  ['a server in trouble', 502, 'Server Error', {}, 3_000],
  ['a server that says when', 503, 'Unavailable', { 'retry-after': '20' }, 20_000],
];

describe('what GitHub refuses', () => {
  it.each(refusals)(
    '%s is data that names the place and the way out',
    async (_what, status, message, headers, reason, says) => {
      expect(await asked(status, { message }, headers)).toEqual({
        ok: false,
        reason,
        message: expect.stringMatching(says),
        log: null,
      });
      expect(await asked(status, { message }, headers)).toMatchObject({
        message: expect.stringContaining('acme/library#7'),
      });
    },
  );

  it.each(waits)('%s is asked again, after as long as it says', async (_what, status, message, headers, waitMs) => {
    await expect(asked(status, { message }, headers)).rejects.toMatchObject({
      type: 'ForgeBusy',
      nonRetryable: false,
      nextRetryDelay: waitMs,
      message: expect.stringContaining('acme/library#7'),
    });
  });

  it('is told in GitHub’s own words for each field', async () => {
    const errors = [
      { resource: 'PullRequest', field: 'base', code: 'invalid' },
      { message: 'No commits between main and x' },
      'and so on',
    ];
    expect(await asked(422, { message: 'Validation Failed', errors })).toMatchObject({
      message: expect.stringContaining(
        'Validation Failed: PullRequest base invalid: No commits between main and x: and so on',
      ),
    });
  });

  it('never repeats a token, whatever the answer says', async () => {
    const answer = await asked(422, { message: `${KNOWN} is bad, and github_pat_11ABCDEFG0123456789abcdefgh_x too` });
    expect(JSON.stringify(answer)).not.toMatch(/ghp_|github_pat_1/);
    // Of an installation, in the form that holds a signed text.
    const signed = 'ghs_123456_eyJhbGciOiJSUzI1NiJ9abcdef.eyJpc3MiOiIxIn0.c2ln-bmF0_dXJlc2lnbmF0dXJl';
    const other = await asked(422, { message: `${signed} is bad` });
    expect(JSON.stringify(other)).not.toMatch(/eyJ|c2ln/);
  });

  it.each([
    ['with a line end in it', 'secret-one\nsecret-two'],
    ['with a sign that no header takes', 'secret-one“secret-two'],
  ])('is said of a token %s without repeating any of it', async (_what, token) => {
    const server = await plainServer((_seen, response) => json(response, 200, {}));
    const asking = githubAt(server.url, {}, { GITHUB_TOKEN: token }).issue(REPOSITORY, 7);
    const said = await asking.catch((error: unknown) => error);
    expect(inspect(said, { depth: 9 })).not.toMatch(/secret-(one|two)/);
    expect(said).toMatchObject({ reason: 'unauthorized', message: expect.stringContaining('GITHUB_TOKEN') });
  });

  it('is no answer at all where the connection breaks, before or in the middle', async () => {
    const before = await plainServer((_seen, response) => response.destroy());
    const middle = await plainServer((_seen, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"number": 7', () => response.destroy());
    });
    for (const { url } of [before, middle, { url: 'http://127.0.0.1:9' }]) {
      await expect(githubAt(url).issue(REPOSITORY, 7)).rejects.toMatchObject({
        type: 'ForgeUnreachable',
        nextRetryDelay: 3_000,
      });
    }
  });

  it('is no answer where nothing comes in time', async () => {
    const server = await plainServer(() => undefined);
    const asking = githubAt(server.url, { limits: { requestMs: 50, bytesMax: 1_000 } }).issue(REPOSITORY, 7);
    await expect(asking).rejects.toMatchObject({
      type: 'ForgeUnreachable',
      message: expect.stringContaining('within 0.05 s'),
    });
  });

  it('is said of an answer that is too large, and of a page that a proxy put in its place', async () => {
    const large = await plainServer((_seen, response) => json(response, 200, { body: 'x'.repeat(2_000) }));
    const limits = { requestMs: 5_000, bytesMax: 1_000 };
    expect(await githubAt(large.url, { limits }).issue(REPOSITORY, 7)).toMatchObject({
      reason: 'invalid',
      message: expect.stringContaining('more than 1000 bytes'),
    });
    const page = await plainServer((_seen, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Log in</h1>'),
    );
    expect(await githubAt(page.url).issue(REPOSITORY, 7)).toMatchObject({
      reason: 'notFound',
      message: expect.stringContaining('a page, as of a proxy: correct github.apiUrl'),
    });
  });

  it('is said where the token is missing, or the repository is on another host', async () => {
    const server = await plainServer((_seen, response) => json(response, 200, {}));
    expect(await githubAt(server.url, {}, {}).issue(REPOSITORY, 7)).toMatchObject({
      reason: 'unauthorized',
      message: expect.stringContaining('GITHUB_TOKEN is not set'),
    });
    expect(await githubAt(server.url).issue({ ...REPOSITORY, host: 'other.test' }, 7)).toMatchObject({
      reason: 'notFound',
      message: expect.stringContaining('set up for github.test'),
    });
    expect(server.seen).toEqual([]);
  });

  it('is not swallowed where nobody foresaw it', async () => {
    const server = await plainServer((_seen, response) => json(response, 200, {}));
    await expect(githubAt(server.url).issue(REPOSITORY, 7)).rejects.not.toMatchObject({ type: expect.anything() });
  });
});
