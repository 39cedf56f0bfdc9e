// Taking issues on GitHub's own protocol: people act on the double as they do on its pages, and see what we answer.
import { afterEach, expect, test } from '@jest/globals';
import { createGitHub } from '../../../activities/forge/github/create-github.js';
import { type ForgeRepository, issueDeliverId } from '../../../core/repository.js';
import type { IntakeHands } from '../../../workers/intake/intake-hands.js';
import { pollRepository } from '../../../workers/intake/poll-repository.js';
import { takeIssue } from '../../../workers/intake/take-issue.js';
import { type GitHubDouble, startGitHub } from '../../doubles/github/github-double.js';
import { intakeHouse } from './intake-house.js';
import { settingsOf } from './settings-of.js';

const LAG_MS = 1_000;
const LONG_MS = 30_000;
const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Taken {
  forge: GitHubDouble;
  repository: ForgeRepository;
  hands: IntakeHands;
  take(number?: number): Promise<string[]>;
  isRunning(number?: number): Promise<boolean>;
  /** What we said on the first issue, without marks. */
  said(): string[];
}

async function onGitHub(listLagMs = 0): Promise<Taken> {
  const forge = await startGitHub({ listLagMs });
  const roles = { ann: 'write', night: 'write', tim: 'triage' } as const;
  await forge.addRepository('acme/shop', { roles, files: { 'README.md': 'Shop' } });
  const repository: ForgeRepository = { kind: 'github', host: forge.host, owner: 'acme', name: 'shop' };
  const house = await intakeHouse();
  const hands: IntakeHands = {
    ...house.hands,
    github: createGitHub(settingsOf(forge), { GITHUB_TOKEN: forge.token('night') }),
  };
  const handle = (number: number) => hands.client.workflow.getHandle(issueDeliverId(repository, number));
  const numbers = new Set<number>();
  cleanups.push(async () => {
    for (const number of numbers)
      await handle(number)
        .terminate()
        .catch(() => undefined);
    expect(forge.problems).toEqual([]);
    await forge.close();
  });
  return {
    forge,
    repository,
    hands,
    async take(number = 1) {
      numbers.add(number);
      const { did, unfinished } = await takeIssue(hands, { repository, number });
      expect(unfinished).toBeNull();
      return did;
    },
    said: () =>
      (forge.repository('acme/shop').issues[0]?.comments ?? []).flatMap(({ user, body }) =>
        user?.login === 'night' ? [body.replace(/\s*<!-- nightshift:.*$/, '')] : [],
      ),
    isRunning: (number = 1) =>
      handle(number)
        .describe()
        .then(
          () => true,
          () => false,
        ),
  };
}

test(
  "an outsider's issue is shown, approved by a writer with the command that is shown, and started",
  async () => {
    const { forge, take, isRunning, said } = await onGitHub();
    forge.as('mallory').openIssue({ title: 'Wish', body: 'Do it. <!-- and that -->' });
    forge.as('tim').issue(1).label('nightshift');
    await take();
    expect(said()).toEqual([expect.stringContaining('was set by `tim`, who may not write')]);
    forge.as('tim').issue(1).unlabel('nightshift');
    forge.as('ann').issue(1).label('nightshift');
    await take();
    await take();
    expect(said()[1]).toContain('Do it. <!-- and that -->');
    const approve = /\/nightshift approve [0-9a-f]+/.exec(said()[1] ?? '')?.[0] ?? '';
    forge.as('mallory').issue(1).comment(approve);
    await take();
    expect(await isRunning()).toBe(false);
    forge.as('ann').issue(1).comment(approve);
    await take();
    expect(await isRunning()).toBe(true);
    const [answered] =
      forge.repository('acme/shop').issues[0]?.comments.filter(({ user }) => user?.login === 'ann') ?? [];
    expect(answered?.reactions.map(({ content }) => content).sort()).toEqual(['+1', 'eyes']);
    expect(said()).toHaveLength(4);
    expect(await take()).toEqual([]);
  },
  LONG_MS,
);

test(
  'a list that shows what was made a second late makes nothing twice, and loses no command',
  async () => {
    const { forge, take, said, hands, repository } = await onGitHub(LAG_MS);
    const issue = forge.as('ann').openIssue({ title: 'Wish', body: 'Do it.' });
    issue.comment('/nightshift run');
    const numbers: number[] = [];
    while (numbers.length === 0) numbers.push(...(await pollRepository(hands, { repository })).numbers);
    expect(numbers).toEqual([1]);
    while (said().length === 0) await take();
    await take();
    forge.settle();
    await take();
    expect(said()).toEqual(['Started: it may spend at most $5.00.']);
  },
  LONG_MS,
);

test(
  'an issue without news costs two requests, and a repository without news one that is free',
  async () => {
    const { forge, take, hands, repository } = await onGitHub();
    forge.as('ann').openIssue({ title: 'Wish', body: 'Do it.', labels: ['nightshift'] });
    const poll = () => pollRepository(hands, { repository });
    await poll();
    await take();
    const atStart = forge.calls.length;
    await poll();
    forge.calls.length = 0;
    await take();
    expect(forge.calls.map(({ route }) => route)).toHaveLength(2);
    await poll();
    expect(forge.calls[2]).toMatchObject({ conditional: true, status: 304 });
    // The poll, and what a start needs: issue, comments, branches, who set the label, and who they are.
    expect(atStart).toBeLessThanOrEqual(8);
  },
  LONG_MS,
);

test(
  'an issue that was deleted or moved away is gone for its run',
  async () => {
    const { forge, take, isRunning } = await onGitHub();
    await forge.addRepository('acme/other', { roles: { ann: 'admin', night: 'write' } });
    const ann = forge.as('acme', 'acme/shop');
    for (const title of ['One', 'Two']) ann.openIssue({ title, body: 'Do it.', labels: ['nightshift'] });
    for (const number of [1, 2]) await take(number);
    expect(await isRunning(2)).toBe(true);
    ann.issue(1).delete();
    ann.issue(2).transfer(forge.repository('acme/other'));
    expect([await take(1), await take(2)]).toEqual([
      [expect.stringContaining('gone')],
      [expect.stringContaining('gone')],
    ]);
  },
  LONG_MS,
);

test(
  'an issue that was moved here from a repository of an outsider is still theirs, whatever was said there',
  async () => {
    const { forge, take, isRunning, said } = await onGitHub();
    await forge.addRepository('mallory/den', { roles: { ann: 'write' } });
    const den = forge.as('mallory', 'mallory/den');
    const issue = den.openIssue({ title: 'Wish', body: 'Leak it.', labels: ['nightshift'] });
    issue.comment('/nightshift run');
    den.issue(1).transfer(forge.repository('acme/shop'));
    forge.as('ann').issue(1).label('nightshift');
    await take();
    expect(await isRunning()).toBe(false);
    expect(said()).toContainEqual(expect.stringContaining('by `mallory`, who may not write'));
  },
  LONG_MS,
);
