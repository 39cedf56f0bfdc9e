import { describe, expect, it } from '@jest/globals';
import { createGitHubActivities } from '../../../../activities/forge/github/create-github-activities.js';
import { createGitHubClient } from '../../../../activities/forge/github/github-client.js';
import { NO_KNOWN_SECRETS } from '../../../../activities/secrets/known-secrets.js';
import { createRedactor } from '../../../../activities/secrets/redactor.js';
import { scanTexts } from '../../../../activities/secrets/scan-texts.js';
import type { OpenPullRequestInput } from '../../../../core/forge-activities.js';
import { renameRepository, setDefaultBranch } from '../../../doubles/github/acts/repositories.js';
import { aReceipt } from '../../../doubles/records.js';
import { asActivity } from '../../models/model-room.js';
import { GITHUB_TOKEN } from '../../secrets/samples.js';
import { type GitHubRoom, githubRoom, PLANTED, US } from './github-room.js';
import { json, plainServer, REPOSITORY, settingsFor, TOKEN } from './plain-server.js';

const BRANCH = 'nightshift/1-add-a-thing';

async function published(room: GitHubRoom, change: Partial<OpenPullRequestInput> = {}): Promise<OpenPullRequestInput> {
  const { double, repository } = room;
  const issue = double.as('maria').openIssue({ title: 'Add a thing', labels: ['nightshift'] });
  const commit = await double
    .as(US)
    .pushCommit({ branch: BRANCH, files: { 'src/thing.js': 'export {};\n' }, message: 'Add a thing' });
  double.settle();
  const url = `${double.url}/acme/library/issues/${issue.number}`;
  return {
    repository,
    issue: { number: issue.number, url },
    pushTo: { kind: 'branch' },
    branch: BRANCH,
    baseBranch: 'main',
    commit,
    draft: false,
    receipt: { ...aReceipt(), commit },
    ...change,
  };
}

function pulls({ double }: GitHubRoom) {
  return double
    .repository('acme/library')
    .issues.flatMap((issue) => (issue.pull ? [{ ...issue, pull: issue.pull }] : []));
}

describe('opening a pull request', () => {
  it('opens one that closes its issue when it is merged', async () => {
    const room = await githubRoom();
    const input = await published(room);
    const opened = await room.activities.openPullRequest(input);
    expect(opened).toEqual({
      ok: true,
      pullRequest: { number: 2, url: expect.stringMatching(/\/acme\/library\/pull\/2$/) },
    });
    expect(pulls(room)).toMatchObject([
      { title: 'Add a thing', user: { login: US }, pull: { draft: false, baseBranch: 'main' } },
    ]);
    await room.double.as('maria').pull(2).merge();
    expect(room.double.as('maria').issue(1).data.state).toBe('closed');
  });

  it('finds it again, also while lists do not show it, and writes nothing where nothing is new', async () => {
    const room = await githubRoom({ listLagMs: 60_000 });
    const input = await published(room);
    const first = await room.activities.openPullRequest(input);
    await expect(asActivity(() => room.activities.openPullRequest(input))).rejects.toMatchObject({
      type: 'ForgeBusy',
      message: expect.stringContaining('does not list it yet'),
    });
    room.double.settle();
    room.routes();
    expect(await room.activities.openPullRequest(input)).toEqual(first);
    expect(room.routes().filter((route) => !route.startsWith('GET'))).toEqual([]);
    expect(pulls(room)).toHaveLength(1);
  });

  it.each(['resetAfter', 'refuseAfter', 'resetBefore', 'refuse', 'garbage'] as const)(
    'opens one when the answer is lost (%s)',
    async (kind) => {
      const room = await githubRoom();
      const input = await published(room);
      room.double.faults.add({ route: 'POST /repos/{owner}/{repo}/pulls', kind, status: 502 });
      await expect(room.activities.openPullRequest(input)).rejects.toMatchObject({
        type: expect.stringMatching(/^Forge(Busy|Unreachable)$/),
      });
      expect(await room.activities.openPullRequest(input)).toMatchObject({ ok: true });
      expect(pulls(room)).toHaveLength(1);
    },
  );

  it('opens it on the default branch of now where the base branch was renamed in the night', async () => {
    const room = await githubRoom();
    const library = room.double.repository('acme/library');
    const input = await published(room);
    await library.git.setRef('refs/heads/trunk', await library.git.branch('main'));
    await setDefaultBranch(library, 'trunk');
    await library.git.setRef('refs/heads/main', null);
    expect(await room.activities.openPullRequest(input)).toMatchObject({ ok: true, pullRequest: { number: 2 } });
    expect(pulls(room)).toMatchObject([{ pull: { baseBranch: 'trunk' } }]);
  });

  it('opens one for two workers at once', async () => {
    const room = await githubRoom();
    const input = await published(room);
    const results = await Promise.all([1, 2, 3].map(() => room.activities.openPullRequest(input)));
    expect(results).toEqual(Array(3).fill(results[0]));
    expect(pulls(room)).toHaveLength(1);
  });

  it('brings words and draft state up to date', async () => {
    const room = await githubRoom();
    const input = await published(room, { draft: true });
    await room.activities.openPullRequest(input);
    expect(pulls(room)).toMatchObject([{ pull: { draft: true }, body: expect.stringContaining('**Draft.**') }]);
    await room.activities.openPullRequest({
      ...input,
      draft: false,
      receipt: { ...input.receipt, title: 'Another thing' },
    });
    expect(pulls(room)).toMatchObject([
      { title: 'Another thing', pull: { draft: false }, body: expect.not.stringContaining('**Draft.**') },
    ]);
    await room.activities.openPullRequest(input);
    expect(pulls(room)).toMatchObject([{ title: 'Add a thing', pull: { draft: true } }]);
  });

  it('leaves what a person has written there since, and keeps the rest up to date', async () => {
    const room = await githubRoom();
    const input = await published(room);
    await room.activities.openPullRequest(input);
    const pull = room.double.as('maria').pull(2);
    const again = (title: string) =>
      room.activities.openPullRequest({ ...input, receipt: { ...input.receipt, title } });
    pull.edit({ title: 'A better title' });
    await again('Another thing');
    expect(pulls(room)).toMatchObject([
      { title: 'A better title', body: expect.stringContaining('"title":"Another thing"') },
    ]);
    pull.edit({ body: pull.data.body?.replace('Closes #1', 'Closes #1\r\n\r\nPlease look at the tests first.') ?? '' });
    await again('A third thing');
    expect(pulls(room)).toMatchObject([
      { title: 'A better title', body: expect.stringContaining('look at the tests first') },
    ]);
    pull.edit({ title: 'x', body: 'All mine.' });
    await again('A fourth thing');
    expect(pulls(room)).toMatchObject([{ title: 'x', body: 'All mine.' }]);
  });

  it('takes one for its own that was merged or closed with the same commit, and opens another where that was an earlier one', async () => {
    const room = await githubRoom();
    const input = await published(room);
    await room.activities.openPullRequest(input);
    room.double.as('maria').issue(2).close();
    expect(await room.activities.openPullRequest(input)).toMatchObject({ pullRequest: { number: 2 } });
    const commit = await room.double
      .as(US)
      .pushCommit({ branch: BRANCH, files: { 'src/thing.js': '// better\n' }, message: 'Better' });
    const next = { ...input, commit, receipt: { ...input.receipt, generation: 2 } };
    expect(await room.activities.openPullRequest(next)).toMatchObject({ pullRequest: { number: 3 } });
    expect(pulls(room).map(({ state }) => state)).toEqual(['closed', 'open']);
  });

  it('leaves the words of one that a person opened for the branch', async () => {
    const room = await githubRoom();
    const input = await published(room);
    await room.double.as('maria').openPull({ title: 'Mine', head: BRANCH, body: 'by hand' });
    expect(await room.activities.openPullRequest(input)).toMatchObject({ ok: true, pullRequest: { number: 2 } });
    expect(pulls(room)).toMatchObject([{ title: 'Mine', body: 'by hand' }]);
  });

  it('finds it in a repository that was renamed and given to somebody else meanwhile', async () => {
    const room = await githubRoom();
    const input = await published(room);
    const first = await room.activities.openPullRequest(input);
    renameRepository(room.double.world, room.double.repository('acme/library'), 'umbrella/shelf');
    room.double.repository('umbrella/shelf').roles.set(US, 'write');
    const again = await room.activities.openPullRequest({
      ...input,
      receipt: { ...input.receipt, title: 'Another thing' },
    });
    expect(again).toMatchObject({ ok: true, pullRequest: { number: 2 } });
    expect(first).toMatchObject({ ok: true, pullRequest: { number: 2 } });
    expect(room.double.as('ada', 'umbrella/shelf').pull(2).data.title).toBe('Another thing');
  });

  it('opens one that says it is a draft where the plan of the account has no drafts', async () => {
    const message = 'Draft pull requests are not supported in this repository.';
    let opened = 0;
    const server = await plainServer(({ url, method, body }, response) => {
      const pull = {
        number: 5,
        html_url: 'u',
        node_id: 'n',
        state: 'open',
        draft: false,
        title: 'old',
        body: '',
        user: { login: US },
        head: { label: `acme:${BRANCH}`, sha: 'x', repo: { id: 1 } },
        base: { ref: 'main', repo: { id: 1 } },
      };
      if (url === '/user') return json(response, 200, { login: US });
      if (url === '/graphql') return json(response, 200, { data: null, errors: [{ type: 'UNPROCESSABLE', message }] });
      if (method === 'GET') return json(response, 200, opened > 0 ? [pull] : []);
      if (method === 'PATCH') return json(response, 200, pull);
      if (JSON.parse(body).draft) return json(response, 422, { message: 'Validation Failed', errors: [{ message }] });
      opened += 1;
      return json(response, 201, pull);
    });
    const room = await githubRoom();
    const client = createGitHubClient(settingsFor(server.url), { GITHUB_TOKEN: TOKEN });
    const redactor = createRedactor({ known: NO_KNOWN_SECRETS, scan: scanTexts, allowedPaths: [] });
    const activities = createGitHubActivities({ client, artifacts: room.ledger.artifacts, redactor });
    const input = {
      ...(await published(room, { draft: true })),
      repository: { ...room.repository, forge: REPOSITORY },
    };
    for (let i = 0; i < 2; i += 1) {
      expect(await activities.openPullRequest(input)).toEqual({ ok: true, pullRequest: { number: 5, url: 'u' } });
    }
    expect(opened).toBe(1);
    expect(server.seen.find(({ method, body }) => method === 'POST' && body.includes('"draft":false'))?.body).toContain(
      '**Draft.**',
    );
  });

  it('opens one from a fork, and says how it is fetched from there', async () => {
    const room = await githubRoom();
    const input = await published(room);
    await room.double.as(US).fork();
    const files = { 'src/thing.js': '// forked\n' };
    const commit = await room.double
      .as(US, `${US}/library`)
      .pushCommit({ branch: BRANCH, files, message: 'Add a thing' });
    const forked = { ...input, commit, pushTo: { kind: 'fork', owner: US } as const };
    const first = await room.activities.openPullRequest(forked);
    expect(first).toMatchObject({ ok: true, pullRequest: { number: 2 } });
    expect(await room.activities.openPullRequest(forked)).toEqual(first);
    expect(pulls(room)).toMatchObject([
      {
        pull: { headSha: commit },
        body: expect.stringContaining(`git fetch ${room.double.url}/${US}/library.git ${BRANCH}`),
      },
    ]);
  });

  it('takes no notice of a branch of that name in somebody else’s fork', async () => {
    const room = await githubRoom();
    const input = await published(room);
    await room.double.as('eve').fork();
    const eve = room.double.as('eve', 'eve/library');
    await eve.pushCommit({ branch: BRANCH, files: { evil: 'x' }, message: 'x' });
    await room.double.as('eve').openPull({ title: 'Not ours', head: `eve:${BRANCH}` });
    expect(await room.activities.openPullRequest(input)).toMatchObject({ pullRequest: { number: 3 } });
  });

  it('takes no notice of one in another fork of the same organization, as any member may make', async () => {
    const room = await githubRoom();
    const input = await published(room);
    const fork = await room.double.as('eve').fork();
    await room.double.as('eve', 'eve/library').pushCommit({ branch: BRANCH, files: { evil: 'x' }, message: 'x' });
    await room.double.as('eve').openPull({ title: 'Not ours', head: `eve:${BRANCH}` });
    renameRepository(room.double.world, fork, 'acme/den');
    expect(await room.activities.openPullRequest(input)).toMatchObject({ pullRequest: { number: 3 } });
    expect(await room.activities.openPullRequest(input)).toMatchObject({ pullRequest: { number: 3 } });
  });

  it('is data where there is nothing to merge, or it may not be', async () => {
    const room = await githubRoom();
    const input = await published(room);
    expect(await room.activities.openPullRequest({ ...input, branch: 'main' })).toMatchObject({
      ok: false,
      reason: 'invalid',
      message: expect.stringContaining('open a pull request for main'),
    });
    room.double.repository('acme/library').roles.set(US, 'read');
    expect(await room.activities.openPullRequest(input)).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/forbidden|notFound/),
    });
  });

  it('holds no secret in its words, neither one that we were given nor one that a model made up', async () => {
    const room = await githubRoom();
    const input = await published(room);
    const receipt = { ...input.receipt, title: `Use ${PLANTED}`, notes: [`"${GITHUB_TOKEN}"`, `a ${PLANTED}`] };
    await room.activities.openPullRequest({ ...input, receipt });
    const [pull] = pulls(room);
    expect(`${pull?.title}${pull?.body}`).not.toMatch(/planted|ghp_/);
    expect(JSON.parse(/nightshift:receipt (.*) -->$/m.exec(pull?.body ?? '')?.[1] ?? '')).toMatchObject({
      title: 'Use [secret removed]',
    });
  });
});
