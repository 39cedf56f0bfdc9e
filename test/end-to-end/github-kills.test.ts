// A night on GitHub in which the one process is killed with -9 at each kind of thing that it does to the forge, after it
// was done and before it heard of it, while every delivery comes several times.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BOT } from '../../scripts/demo/github/open-office.js';
import type { Call } from '../doubles/github/calls.js';
import type { IssueHandle } from '../doubles/github/people/issue-handle.js';
import { type GitHubNight, LABEL, startGitHubNight } from './github-night.js';
import { boughtTwice, killHard, type Running } from './night.js';

const TIMEOUT_MS = 480_000;
const LOOK_MS = 50;
const COPIES = 4;
const DELIVERED = 'nightshift:delivered';

let github: GitHubNight;
let issue: IssueHandle;
let up: Running;
/** What was done when the process was killed, each once. */
const killedAt: string[] = [];

function isDelivered(): boolean {
  return issue.data.labels.some(({ name }) => name === DELIVERED);
}

/** Kills once for each kind of change. What it waits for is the process's end: its answer reaches nobody. */
async function killAfter({ login, method, route }: Call, moment: 'asked' | 'done'): Promise<void> {
  const isChange = login === BOT && (method !== 'GET' || route.includes('git-receive-pack'));
  if (moment !== 'done' || !isChange || killedAt.includes(route)) return;
  killedAt.push(route);
  await killHard(up);
}

/** Until the issue is delivered, whoever kills the process. */
async function keptUp(): Promise<void> {
  while (!isDelivered()) {
    if (up.child.exitCode !== null || up.child.signalCode !== null) up = await github.up();
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

async function deliverAgain(): Promise<void> {
  const { webhooks } = github.office.github;
  const again = webhooks.deliveries.flatMap((delivery) => Array.from({ length: COPIES }, () => delivery));
  await Promise.all(again.map((delivery) => webhooks.redeliver(delivery)));
}

beforeAll(async () => {
  github = await startGitHubNight({ listLagMs: 500 });
  up = await github.up();
  github.office.github.watch(killAfter);
  issue = (await github.fileIssue()).label(LABEL);
  await deliverAgain();
  await keptUp();
  await deliverAgain();
}, TIMEOUT_MS);

afterAll(() => github?.end());

test('the process was killed at each kind of change that it makes on the forge', () => {
  const wanted = ['/pulls$', 'git-receive-pack', '/comments$', '/comments/', '/labels$', '/labels/'];
  expect(wanted.filter((part) => !killedAt.some((route) => new RegExp(part).test(route)))).toEqual([]);
});

test('there is one pull request, one branch, one living comment and one label all the same', async () => {
  expect(github.pulls()).toHaveLength(1);
  const branches = await github.office.github
    .repository(github.office.name)
    .git.git('branch', '--list', 'nightshift/*');
  expect(branches.split('\n')).toHaveLength(1);
  const ours = issue.data.comments.filter(({ user }) => user.login === BOT);
  expect(ours.map(({ body }) => /<!-- (nightshift:\w+)/.exec(body)?.[1])).toEqual(['nightshift:progress']);
  expect(issue.data.labels.map(({ name }) => name).sort()).toEqual([LABEL, DELIVERED]);
});

test('a kill costs at most the call in flight, and the double finds nothing wrong with any request', () => {
  expect(boughtTwice(github.night).length).toBeLessThanOrEqual(killedAt.length);
  expect(github.office.github.problems).toEqual([]);
});
