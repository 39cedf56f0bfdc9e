// Ten issues labelled in one evening, and every delivery of theirs ten times more, all at once, with polls beside them.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BOT } from '../../scripts/demo/github/open-office.js';
import type { IssueHandle } from '../doubles/github/people/issue-handle.js';
import { type GitHubNight, LABEL, startGitHubNight } from './github-night.js';
import { until } from './night.js';

const TIMEOUT_MS = 300_000;
const ISSUES = 10;
const COPIES = 10;

let github: GitHubNight;
const issues: IssueHandle[] = [];

function isDelivered(issue: IssueHandle): boolean {
  return issue.data.labels.some(({ name }) => name === 'nightshift:delivered');
}

beforeAll(async () => {
  github = await startGitHubNight({ poll: '10s', listLagMs: 500 });
  const up = await github.up();
  for (let index = 0; index < ISSUES; index += 1) issues.push((await github.fileIssue()).label(LABEL));
  const { webhooks } = github.office.github;
  const again = webhooks.deliveries.flatMap((delivery) => Array.from({ length: COPIES }, () => delivery));
  await Promise.all(again.map((delivery) => webhooks.redeliver(delivery)));
  await until(up, 'ten pull requests', () => issues.every(isDelivered));
}, TIMEOUT_MS);

afterAll(() => github?.end());

test('there are ten pull requests, each for an issue of its own', () => {
  const closes = github.pulls().map(({ data }) => /^Closes #(\d+)/m.exec(data.body ?? '')?.[1]);
  expect(closes.map(Number).sort((a, b) => a - b)).toEqual(issues.map(({ number }) => number));
});

test('each issue has one comment of ours', () => {
  const comments = issues.map(({ data }) => data.comments.filter(({ user }) => user.login === BOT).length);
  expect(comments).toEqual(issues.map(() => 1));
  expect(github.office.github.problems).toEqual([]);
});
