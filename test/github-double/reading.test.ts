import { expect, it } from '@jest/globals';
import { renameRepository } from '../doubles/github/acts/repositories.js';
import { libraryOnGitHub, octokitOf, thingProposed } from './library.js';

it('answers every question about a repository in which everything has happened as GitHub would', async () => {
  const github = await libraryOnGitHub();
  const number = await thingProposed(github);
  const maya = github.as('maya');
  const rita = github.as('rita');
  maya.issue(1).label('bug').edit({ title: 'Other' }).comment('Hello').react('eyes').lock().unlock().close().reopen();
  const remarks = [{ path: 'lib/b.js', line: 1, body: 'Why?' }];
  await rita.pull(number).review({ event: 'REQUEST_CHANGES', body: 'Not yet.', remarks });
  const pull = maya.pull(number).reply(0, 'Because.').draft().ready().label('bug').comment('Look');
  const annotations = [
    { path: 'lib/b.js', startLine: 1, endLine: 1, level: 'failure' as const, title: null, message: 'x' },
  ];
  const run = pull.setCheck({ name: 'test', conclusion: 'failure', annotations, log: 'it fails' });
  pull.setStatus({ state: 'success', context: 'lint', description: 'fine', targetUrl: 'https://ci.example.org' });
  await rita.pull(number).merge({ method: 'squash' });
  await rita.pull(number).revert();
  await maya.deleteBranch('thing');
  const [comment, review, remark] = [
    maya.issue(1).data.comments[0]!.id,
    pull.data.pull.reviews[0]!.id,
    pull.data.pull.threads[0]!.comments[0]!.id,
  ];
  const sha = pull.data.pull.headSha;
  const below = [
    '',
    '/branches',
    '/branches/main',
    `/check-runs/${run.id}`,
    `/check-runs/${run.id}/annotations`,
    `/check-suites/${run.suite.id}`,
    `/check-suites/${run.suite.id}/check-runs`,
    `/commits/${sha}/check-runs`,
    `/commits/${sha}/check-suites`,
    `/commits/${sha}/status`,
    `/commits/${sha}/statuses`,
    `/commits/${sha}/pulls`,
    '/commits/main',
    '/commits?path=lib/a.js&since=2020-01-01T00:00:00Z',
    `/compare/main...${sha}`,
    '/contents',
    '/contents/lib/a.js',
    '/collaborators/tom/permission',
    '/git/ref/heads/main',
    '/git/matching-refs/heads/',
    '/issues?state=all&labels=bug&sort=updated&creator=maya',
    '/issues/1',
    '/issues/1/comments',
    '/issues/1/events',
    '/issues/1/labels',
    '/issues/1/reactions',
    `/issues/comments/${comment}`,
    `/issues/comments/${comment}/reactions`,
    '/issues/comments?sort=updated&direction=desc',
    '/issues/events',
    `/issues/${number}`,
    `/issues/${number}/events`,
    '/labels',
    '/labels/bug',
    '/pulls?state=all&sort=updated&base=main',
    `/pulls/${number}`,
    `/pulls/${number}/comments?since=2020-01-01T00:00:00Z`,
    `/pulls/${number}/commits`,
    `/pulls/${number}/files`,
    `/pulls/${number}/reviews`,
    `/pulls/${number}/reviews/${review}`,
    `/pulls/${number}/reviews/${review}/comments`,
    '/pulls/comments',
    `/pulls/comments/${remark}`,
    `/pulls/comments/${remark}/reactions`,
    `/actions/jobs/${run.id}`,
    `/actions/jobs/${run.id}/logs`,
  ];
  const octokit = octokitOf(github, 'maya');
  for (const path of below) {
    const { status } = await octokit.request(`GET ${github.apiUrl}/repos/acme/library${path}`);
    expect([path, status]).toEqual([path, 200]);
  }
  for (const path of ['/user', '/users/rita', '/rate_limit']) {
    expect((await octokit.request(`GET ${github.apiUrl}${path}`)).status).toBe(200);
  }
  renameRepository(github.world, github.repository('acme/library'), 'zenith/library');
  expect((await octokit.request(`GET ${github.apiUrl}/repos/acme/library/pulls/${number}/files`)).status).toBe(200);
  const { problems } = github;
  await github.close();
  expect(problems).toEqual([]);
});
