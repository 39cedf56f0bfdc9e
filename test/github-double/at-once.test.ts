import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { GitHubDouble } from '../doubles/github/github-double.js';
import { AT, libraryOnGitHub, octokitOf, thingProposed } from './library.js';

let github: GitHubDouble;

beforeEach(async () => {
  github = await libraryOnGitHub();
});

afterEach(async () => {
  const { problems } = github;
  await github.close();
  expect(problems).toEqual([]);
});

/** Resolves as soon as that is so; the test's own time limit bounds it. */
async function until(is: () => boolean): Promise<void> {
  while (!is()) await new Promise((resolve) => setImmediate(resolve));
}

describe('at once', () => {
  it('one of many equal pull requests is opened', async () => {
    await github.as('maya').pushCommit({ branch: 'thing', files: { 'lib/b.js': 'b\n' }, message: 'Add b' });
    const { rest } = octokitOf(github, 'maya');
    const wishes = Array.from({ length: 20 }, () =>
      rest.pulls.create({ ...AT, title: 'A thing', head: 'thing', base: 'main' }),
    );
    const ends = await Promise.allSettled(wishes);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await rest.pulls.list({ ...AT, state: 'all' })).data).toHaveLength(1);
  });

  it('a test breaks in between what was asked and what was answered', async () => {
    const seen: string[] = [];
    github.watch(({ route, status }, moment) => {
      const { length } = github.repository('acme/library').issues;
      seen.push(`${moment} ${route} ${status} ${length}`);
    });
    const { rest } = octokitOf(github, 'maya');
    await rest.issues.create({ ...AT, title: 'Add a thing' });
    const route = 'POST /repos/{owner}/{repo}/issues';
    expect(seen).toEqual([`asked ${route} null 0`, `done ${route} null 1`]);
  });

  it('faults hit one mutation of GraphQL, which was carried out', async () => {
    const number = await thingProposed(github);
    const { data: pull } = await octokitOf(github, 'maya').rest.pulls.get({ ...AT, pull_number: number });
    github.faults.add({ route: 'graphql convertPullRequestToDraft', kind: 'resetAfter' });
    const draft =
      'mutation($id: ID!) { convertPullRequestToDraft(input: { pullRequestId: $id }) { clientMutationId } }';
    await expect(octokitOf(github, 'maya').graphql(draft, { id: pull.node_id })).rejects.toThrow();
    expect(github.as('maya').pull(number).data.pull.draft).toBe(true);
  });
});

describe('CI', () => {
  it('judges each head of a pull request, and once more when it is asked to', async () => {
    const judged: string[] = [];
    github.ci('test', ({ sha, attempt }) => {
      judged.push(`${sha} ${attempt}`);
      return attempt === 1 ? { conclusion: 'failure', log: 'flaky' } : { conclusion: 'success' };
    });
    const number = await thingProposed(github);
    const { pull } = github.as('maya').pull(number).data;
    const runs = () => github.repository('acme/library').checkRuns;
    await until(() => runs().every(({ status }) => status === 'completed'));
    const { rest } = octokitOf(github, 'maya');
    await rest.actions.reRunJobForWorkflowRun({ ...AT, job_id: runs()[0]!.id });
    await until(() => runs().length === 2 && runs().every(({ status }) => status === 'completed'));
    const { data } = await rest.checks.listForRef({ ...AT, ref: pull.headSha });
    expect(data.check_runs.map(({ conclusion }) => conclusion)).toEqual(['success']);
    expect(judged).toEqual([`${pull.headSha} 1`, `${pull.headSha} 2`]);
  });
});
