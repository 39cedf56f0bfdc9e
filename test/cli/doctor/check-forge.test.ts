import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Answer, GitHub, RepositoryFacts } from '../../../activities/forge/github/github.js';
import { homeIn } from '../../../activities/home.js';
import { checkForge } from '../../../cli/doctor/check-forge.js';
import type { GitHubSettings } from '../../../core/operator-config.js';
import { readOperatorConfig } from '../../../schemas/operator-config.js';
import { openRemoteRoom, type RemoteRoom, tipAt } from '../../activities/workspace/remote/remote-room.js';
import { git, temporaryFolder } from '../../activities/workspace/repositories.js';

const ENV = { GITHUB_TOKEN: 'a-token-that-is-there' };
const FACTS: RepositoryFacts = {
  owner: 'octo',
  name: 'shop',
  defaultBranch: 'main',
  private: true,
  archived: false,
  fork: false,
  issues: true,
};

/** What GitHub says where a test says nothing else; git is asked in earnest. */
interface Says {
  login: Answer<string>;
  facts: Partial<RepositoryFacts>;
  config: string | null;
  labels: string[];
}

let room: RemoteRoom;
beforeEach(async () => {
  room = await openRemoteRoom();
});
afterEach(() => room.close());

function settingsOf(more: string): GitHubSettings {
  const host = room.repository.forge?.host ?? '';
  const text = `github:\n  repositories: [octo/shop]\n  host: ${host}\n  webUrl: http://${host}\n  ${more}\n`;
  const read = readOperatorConfig(text, 'config.yml');
  if (!read.ok || !read.value.github) throw new Error(JSON.stringify(read));
  return read.value.github;
}

async function look(says: Partial<Says> = {}, more = '', env: NodeJS.ProcessEnv = ENV) {
  const value = <T>(what: T): Answer<T> => ({ ok: true, value: what });
  const github: Partial<GitHub> = {
    whoAmI: async () => says.login ?? value('nightshift-bot'),
    token: async () => value(room.token),
    repository: async () => value({ ...FACTS, ...says.facts }),
    file: async () => value(says.config ?? null),
    hasLabel: async (_repository, label) => value((says.labels ?? ['nightshift']).includes(label)),
  };
  const home = homeIn({ state: temporaryFolder(), cache: temporaryFolder(), config: 'config.yml' });
  const checks = await checkForge({ context: { env, home }, settings: settingsOf(more), github: github as GitHub });
  expect(JSON.stringify(checks)).not.toContain(room.token);
  return checks;
}

async function problems(...asked: Parameters<typeof look>) {
  return (await look(...asked)).filter(({ ok }) => !ok);
}

describe('doctor, where GitHub is set up,', () => {
  it('says who we are there, how news comes, and for each repository where runs begin and go', async () => {
    const tip = tipAt(room.shop, 'main')?.slice(0, 12);
    const host = room.repository.forge?.host;
    expect((await look()).map(({ ok, name, found }) => `${ok} ${name}: ${found}`)).toEqual([
      `true github: nightshift-bot at http://${host}, by GITHUB_TOKEN`,
      'true github news: asked for every 1 min 0 s',
      `true octo/shop: main at ${tip}; we may push to it`,
      'true octo/shop: the label "nightshift" starts a run',
    ]);
  });

  it('sends nothing and copies nothing', async () => {
    const before = git(room.shop, 'for-each-ref');
    await look();
    expect(git(room.shop, 'for-each-ref')).toBe(before);
    expect(room.requests.filter((line) => line.startsWith('POST') && line.endsWith('receive-pack'))).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['a token', '', 'GITHUB_TOKEN'],
    ['a token', 'tokenEnv: OTHER_TOKEN', 'OTHER_TOKEN'],
    ['the private key of the GitHub App 7', 'app: { id: 7, privateKeyEnv: APP_KEY }', 'APP_KEY'],
  ])('says which variable wants %s (%s), and asks nothing without it', async (what, more, variable) => {
    expect(await problems({}, more, {})).toEqual([
      expect.objectContaining({
        name: 'github',
        found: `${variable} is not set`,
        advice: expect.stringContaining(what),
      }),
    ]);
    expect(room.requests).toEqual([]);
  });

  it('says in the words of the forge why a token is not taken, and that once', async () => {
    const login: Answer<string> = { ok: false, reason: 'unauthorized', message: 'the token is not valid', log: null };
    expect(await problems({ login })).toEqual([expect.objectContaining({ found: 'the token is not valid' })]);
  });

  it.each<[string, Partial<Says>, RegExp, RegExp]>([
    ['was renamed', { facts: { name: 'store' } }, /is called octo\/store now/, /Correct it under github\.repositories/],
    ['is archived', { facts: { archived: true } }, /is archived/, /Unarchive it: http.*\/octo\/shop\/settings/],
    ['has its issues off', { facts: { issues: false } }, /issues are off/, /Switch them on: http.*\/settings/],
    [
      'has a wrong nightshift.yml',
      { config: 'budgets: 5' },
      /nightshift\.yml of octo\/shop: budgets/,
      /default branch/,
    ],
  ])('tells of a repository that %s, with the way out', async (_what, says, found, advice) => {
    expect(await problems(says)).toEqual([
      { name: 'octo/shop', ok: false, found: expect.stringMatching(found), advice: expect.stringMatching(advice) },
    ]);
  });

  it('tells of a repository that we may read and not push to', async () => {
    room.refuse = ({ url = '' }) => (url.includes('receive-pack') ? { status: 403, body: 'No.\n' } : null);
    expect(await problems()).toEqual([
      expect.objectContaining({ name: 'octo/shop', found: expect.stringMatching(/cannot be written with our token/) }),
    ]);
  });

  it('looks at the fork that results go to', async () => {
    expect(await problems({}, 'pushTo: { fork: helper }')).toEqual([
      expect.objectContaining({ found: expect.stringMatching(/helper\/shop on .* is not there/) }),
    ]);
    room.serve('helper');
    expect((await look({}, 'pushTo: { fork: helper }'))[2]?.found).toMatch(/we may push to helper\/shop/);
  });

  it('tells how a label is made that is not there: the one of the repository, or the operator', async () => {
    const [, , , missing] = await look({ labels: [] }, 'label: operators');
    expect(missing).toMatchObject({ ok: true, found: 'the label "operators" is not there yet' });
    expect(missing?.advice).toMatch(/^Make it, to start runs by it: http.*\/octo\/shop\/labels$/);
    const [, , , own] = await look({ labels: ['own'], config: 'label: own' }, 'label: operators');
    expect(own?.found).toBe('the label "own" starts a run');
  });

  it('tells which checks of a private repository a fine-grained token can read, and what lets it', async () => {
    const env = { GITHUB_TOKEN: 'github_pat_0123456789' };
    const told = async (says: Partial<Says>, more = '') =>
      (await look(says, more, { ...env, KEY: 'github_pat_no' })).filter(({ found }) => found.includes('checks'));
    expect(await told({})).toEqual([
      expect.objectContaining({
        ok: true,
        found: expect.stringContaining('reads jobs of Actions and commit statuses only'),
        advice: expect.stringMatching(/"Actions: read and write".*use a GitHub App, or a classic token/),
      }),
    ]);
    expect(await told({ facts: { private: false } })).toEqual([]);
    expect(await told({}, 'app: { id: 7, privateKeyEnv: KEY }')).toEqual([]);
  });

  it.each<[string, NodeJS.ProcessEnv, RegExp]>([
    ['is not set', {}, /HOOK is not set/],
    ['is too short', { HOOK: 'guess-me' }, /HOOK has fewer than 16 characters/],
  ])("wants the webhook's secret where it %s", async (_what, more, found) => {
    const webhook = 'webhook: { port: 3111, secretEnv: HOOK }';
    const env = { ...ENV, ...more };
    expect(await problems({}, webhook, env)).toEqual([
      expect.objectContaining({ name: 'github news', found: expect.stringMatching(found) }),
    ]);
    expect((await look({}, webhook, { ...ENV, HOOK: 'x'.repeat(16) }))[1]?.found).toBe(
      'webhooks at 127.0.0.1:3111 signed by HOOK; asked for every 5 min 0 s as well',
    );
  });
});
