import { describe, expect, test } from '@jest/globals';
import type { Answer, GitHub } from '../../../activities/forge/github/github.js';
import { createProviders } from '../../../activities/models/providers.js';
import { NO_KNOWN_SECRETS } from '../../../activities/secrets/known-secrets.js';
import { createStarter } from '../../../cli/intake/create-starter.js';
import { NO_OPERATOR_CONFIG, type OperatorConfig } from '../../../core/operator-config.js';
import type { ForgeRepository } from '../../../core/repository.js';
import type { StartWishes } from '../../../workers/intake/intake-hands.js';
import { aGitHubSettings } from '../../doubles/github-settings.js';

const SHOP: ForgeRepository = { kind: 'github', host: 'github.com', owner: 'acme', name: 'shop' };
const NO_WISH: StartWishes = { budgetMicroUsd: null, deadlineMs: null, optimize: null };

function starterWith(file: string | null | Answer<string | null>, change: Partial<OperatorConfig> = {}) {
  const answer: Answer<string | null> = typeof file === 'object' && file !== null ? file : { ok: true, value: file };
  const github = { file: async () => answer } as unknown as GitHub;
  const config = { ...NO_OPERATOR_CONFIG, ...change };
  const providers = createProviders({}, { ANTHROPIC_API_KEY: 'not-a-real-key' });
  const operator = { config, file: '/home/somebody/config.yml', exists: true, providers, secrets: NO_KNOWN_SECRETS };
  return createStarter({ settings: aGitHubSettings(), operator, github, uiLink: () => null });
}

describe('the terms of a run for an issue', () => {
  test("are the operator's and the repository's, with defaults for the forge", async () => {
    const start = await starterWith('budget: 2\ndeadline: 3h\nvalidator: { test: make test }').terms(SHOP, NO_WISH);
    expect(start).toMatchObject({
      ok: true,
      repository: { url: 'https://github.com/acme/shop.git', name: 'acme/shop', forge: SHOP },
      terms: { budgetMicroUsd: 2_000_000, deadlineMs: 10_800_000, validator: { test: 'make test' } },
      forge: { label: 'nightshift', pushTo: { kind: 'branch' }, allowWorkflowFiles: false, revisionsMax: 5 },
    });
  });

  test('begin by the label of the repository, or by the operator where it names none or cannot be read', async () => {
    const own = starterWith('label: night');
    expect(await own.label(SHOP)).toBe('night');
    expect(await own.terms(SHOP, NO_WISH)).toMatchObject({ forge: { label: 'night' } });
    expect(await starterWith('budget: 2').label(SHOP)).toBe('nightshift');
    const refused = { ok: false, reason: 'forbidden', message: 'no right to read contents', log: null } as const;
    expect(await starterWith(refused).label(SHOP)).toBe('nightshift');
  });

  test('follow a wish for money and speed, and a wish for time where it is the shortest', async () => {
    const wish: StartWishes = { budgetMicroUsd: 7_000_000, deadlineMs: 7_200_000, optimize: 'speed' };
    const starter = starterWith('deadline: 3h', { deadlineMs: 3_600_000 });
    expect(await starter.terms(SHOP, wish)).toMatchObject({
      terms: { budgetMicroUsd: 7_000_000, deadlineMs: 3_600_000, optimize: 'speed' },
    });
    expect(await starterWith(null).terms(SHOP, wish)).toMatchObject({ terms: { deadlineMs: 7_200_000 } });
  });

  test.each([
    ['a file that is no configuration', 'budgets: 5', 'nightshift.yml on the default branch: budgets'],
    ['a budget above what a repository may choose', 'budget: 50', '$50.00 is more than'],
    ['models that cannot be used', 'portfolio: [nobody/nothing]', 'none of its generators can be used'],
  ])("%s is a problem for people, which names no place of the operator's machine", async (_what, text, problem) => {
    const start = await starterWith(text).terms(SHOP, NO_WISH);
    expect(start).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
    expect(JSON.stringify(start)).not.toContain('/home/somebody');
  });

  test('cannot be told where the file cannot be read', async () => {
    const refused = { ok: false, reason: 'forbidden', message: 'no right to read contents', log: null } as const;
    expect(await starterWith(refused).terms(SHOP, NO_WISH)).toEqual({
      ok: false,
      problem: 'nightshift.yml cannot be read: no right to read contents',
    });
  });
});

test('what looks like a secret is taken out of an issue', async () => {
  const key = ['ghp', 'x7Kq29LmNoPqRsTuVwXyZa4bCdEfGhIjKl01'].join('_');
  const clean = await starterWith(null).clean(`Use ${key} for it`);
  expect(clean).not.toContain(key);
});
