// One night on GitHub in which people and the forge come between: the label taken away and set again, issues closed and
// opened again, a protected branch, an expired token, a base branch renamed, a pull request closed and opened again.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BOT } from '../../scripts/demo/github/open-office.js';
import { setDefaultBranch, setRules } from '../doubles/github/acts/repositories.js';
import type { IssueHandle } from '../doubles/github/people/issue-handle.js';
import { type GitHubNight, LABEL, startGitHubNight } from './github-night.js';
import { type Running, until } from './night.js';

const TIMEOUT_MS = 120_000;
const CLEAN = 'validator: { test: node --test, baselineRuns: 1 }\n';

let github: GitHubNight;
let up: Running;

const ours = (issue: IssueHandle) => issue.data.comments.flatMap(({ user, body }) => (user.login === BOT ? body : []));
const isLabelled = (issue: IssueHandle, label: string) => issue.data.labels.some(({ name }) => name === label);
const repository = () => github.office.github.repository(github.office.name);
const living = (issue: IssueHandle) => ours(issue).find((body) => body.includes('<!-- nightshift:progress -->')) ?? '';
const pullOf = (issue: IssueHandle) =>
  github.pulls().find(({ data }) => data.body?.includes(`Closes #${issue.number}`)) ?? null;

async function labelled(): Promise<IssueHandle> {
  return (await github.fileIssue()).label(LABEL);
}

function says(issue: IssueHandle, words: RegExp): Promise<void> {
  return until(up, String(words), () => ours(issue).some((body) => words.test(body)));
}

function stands(issue: IssueHandle, state: string): Promise<void> {
  return until(up, state, () => isLabelled(issue, `${LABEL}:${state}`));
}

/** The command's words, whatever it exits with. */
async function told(...args: string[]): Promise<string> {
  const { ended, printed } = github.night.command(...args);
  await ended;
  return printed();
}

function callsFor(issue: IssueHandle): number {
  return github.night.model.calls().filter(({ attempt }) => attempt.includes(`/${issue.number}-`)).length;
}

beforeAll(async () => {
  github = await startGitHubNight({ poll: '10s' });
  up = await github.up();
}, TIMEOUT_MS);

afterAll(async () => {
  expect(github?.office.github.problems).toEqual([]);
  await github?.end();
});

describe('in one night', () => {
  test(
    'a setting that nobody understands is named on the issue, and starts nothing before it is put right',
    async () => {
      const { maintainer } = github.office;
      const settings = (text: string) =>
        maintainer.pushCommit({ branch: 'main', files: { 'nightshift.yml': text }, message: 'Change the settings' });
      await settings(`${CLEAN}budgett: 5\n`);
      const issue = await labelled();
      await says(issue, /budgett: there is no such key[\s\S]*`\/nightshift run` tries again/);
      await settings(CLEAN);
      issue.comment('/nightshift run');
      await stands(issue, 'running');
      issue.close();
      await stands(issue, 'failed');
      await says(
        issue,
        /maya closed the issue while it was worked on\. The run was cancelled\.[\s\S]*issue is open again/,
      );
      const paid = callsFor(issue);
      issue.reopen();
      await says(issue, /`\/nightshift retry` begins anew from its text as it is now/);
      expect(callsFor(issue)).toBe(paid);
      expect(await told('watch', `${github.office.name}#${issue.number}`)).toContain('maya closed the issue');
    },
    TIMEOUT_MS,
  );

  test(
    'the label taken away holds the work, set again it goes on, and who opens the pull request again hears that it is over',
    async () => {
      const issue = await labelled();
      await stands(issue, 'running');
      issue.unlabel(LABEL);
      await stands(issue, 'paused');
      expect(living(issue)).toContain('Put it back, and it goes on');
      issue.label(LABEL);
      await stands(issue, 'delivered');
      const pull = pullOf(issue);
      pull?.close();
      await says(issue, /maya closed it without merging it/);
      pull?.reopen();
      await until(up, 'a word', () => pull !== null && ours(pull).some((body) => body.includes('/nightshift retry')));
      const shown = await told('watch', `${github.office.name}#${issue.number}`);
      expect(shown).toContain(`pull      ${github.office.github.url}/${github.office.name}/pull/${pull?.number}`);
    },
    TIMEOUT_MS,
  );

  test(
    'a protected branch and an expired token hold the result back and cost nothing more; a renamed base does not',
    async () => {
      const issue = await labelled();
      await says(issue, /Working on it/);
      await setRules(repository(), [{ pattern: 'nightshift/*', refusesPush: 'Cannot create this.' }]);
      await says(issue, /GitHub does not take it: .*Protected branch update failed/);
      const paid = github.night.model.calls().length;
      expect(await told('status', `${github.office.name}#${issue.number}`)).toContain('publish, paused: waiting');

      github.office.github.revoke(Object.values(github.office.env)[0] ?? '');
      await until(up, 'a line for the operator', () => /cannot be watched.*is not valid/.test(up.printed()));
      up.child.kill('SIGTERM');
      await up.ended;
      const [variable = ''] = Object.keys(github.office.env);
      github.night.env[variable] = github.office.github.token(BOT);
      await setRules(repository(), []);
      const { git } = repository();
      await git.setRef('refs/heads/trunk', await git.branch('main'));
      await setDefaultBranch(repository(), 'trunk');
      await git.setRef('refs/heads/main', null);
      up = await github.up();
      issue.comment('/nightshift resume');
      await stands(issue, 'delivered');
      expect(github.night.model.calls()).toHaveLength(paid);
      expect(pullOf(issue)?.data.pull.baseBranch).toBe('trunk');

      await github.office.maintainer.deleteBranch(pullOf(issue)?.data.pull.headBranch ?? '');
      await says(issue, /maya closed it without merging it/);
    },
    TIMEOUT_MS,
  );
});
