import { describe, expect, test } from '@jest/globals';
import { listPrice } from '../../../activities/models/price-list.js';
import { createProviders } from '../../../activities/models/providers.js';
import { CliProblem } from '../../../cli/problem.js';
import { composeTerms, NO_TERMS_FLAGS, type TermsFlags, type TermsSources } from '../../../cli/terms/compose-terms.js';
import { NO_OPERATOR_CONFIG, type OperatorConfig } from '../../../core/operator-config.js';
import { NO_REPOSITORY_CONFIG, type RepositoryConfig } from '../../../core/repository-config.js';
import { DEFAULT_TRY_LIMITS, DEFAULT_VALIDATOR_TERMS } from '../../../core/terms.js';
import { readOperatorConfig } from '../../../schemas/operator-config.js';

interface Said {
  flags?: Partial<TermsFlags>;
  repository?: Partial<RepositoryConfig>;
  operator?: Partial<OperatorConfig>;
  env?: Record<string, string>;
  platform?: NodeJS.Platform;
}

function sources({
  flags,
  repository,
  operator,
  env = { ANTHROPIC_API_KEY: 'x' },
  platform = 'linux',
}: Said): TermsSources {
  const config = { ...NO_OPERATOR_CONFIG, ...operator };
  return {
    flags: { ...NO_TERMS_FLAGS, ...flags },
    repository: { ...NO_REPOSITORY_CONFIG, ...repository },
    operator: config,
    operatorFile: 'config.yml',
    generators: {
      providers: createProviders(config.providers, env),
      generators: config.generators,
      priceOverrides: config.prices,
    },
    platform,
  };
}

function terms(said: Said) {
  return composeTerms(sources(said)).terms;
}

function problemOf(said: Said): string {
  try {
    composeTerms(sources(said));
    return '';
  } catch (error) {
    if (!(error instanceof CliProblem)) throw error;
    expect(error.exitCode).toBe(2);
    return error.message;
  }
}

describe('without a word from anyone', () => {
  test('every term has its default', () => {
    const { portfolio, ...rest } = terms({});
    expect(rest).toEqual({
      budgetMicroUsd: 5_000_000,
      optimize: 'cost',
      strategy: 'cascade',
      decompose: true,
      sandbox: 'bubblewrap',
      validator: DEFAULT_VALIDATOR_TERMS,
      tryLimits: DEFAULT_TRY_LIMITS,
      repairsMax: 2,
      gates: [],
    });
    expect(portfolio.length).toBeGreaterThan(0);
    expect(portfolio.every(({ provider }) => provider === 'anthropic')).toBe(true);
  });

  test('the sandbox elsewhere than on Linux is Docker', () => {
    expect(terms({ platform: 'darwin' }).sandbox).toBe('docker');
  });

  test('and without any key, what to do is said', () => {
    expect(problemOf({ env: {} })).toMatch(
      /^No model can be asked: set ANTHROPIC_API_KEY, .* or name one with --model/,
    );
  });
});

describe('a gate', () => {
  test('is there when anybody asks for it, once, and nobody can take it away', () => {
    const gates = ['plan' as const];
    expect(terms({ repository: { gates } }).gates).toEqual(gates);
    expect(terms({ operator: { gates } }).gates).toEqual(gates);
    expect(terms({ flags: { gates }, repository: { gates }, operator: { gates } }).gates).toEqual(gates);
  });
});

describe('the budget', () => {
  test.each<[string, Said, number]>([
    ["the flag's", { flags: { budgetMicroUsd: 9_000_000 }, repository: { budgetMicroUsd: 1_000_000 } }, 9_000_000],
    [
      "else the repository's",
      { repository: { budgetMicroUsd: 1_000_000 }, operator: { budgetMicroUsd: 2_000_000 } },
      1_000_000,
    ],
    ["else the operator's", { operator: { budgetMicroUsd: 2_000_000 } }, 2_000_000],
    ['else the default, but never above the ceiling', { operator: { budgetCeilingMicroUsd: 3_000_000 } }, 3_000_000],
    [
      "the repository's up to the ceiling",
      { repository: { budgetMicroUsd: 8_000_000 }, operator: { budgetCeilingMicroUsd: 8_000_000 } },
      8_000_000,
    ],
  ])('is %s', (_, said, budget) => {
    expect(terms(said).budgetMicroUsd).toBe(budget);
  });

  test.each<[string, Said, string]>([
    [
      'a flag above the ceiling',
      { flags: { budgetMicroUsd: 9_000_000 }, operator: { budgetCeilingMicroUsd: 8_000_000 } },
      'a budget of $9.00 is more than the ceiling of $8.00; give less, or raise budgetCeiling in config.yml (or NIGHTSHIFT_BUDGET_CEILING)',
    ],
    [
      'an operator above their own ceiling',
      { operator: { budgetMicroUsd: 9_000_000, budgetCeilingMicroUsd: 8_000_000 } },
      'config.yml: budget: $9.00 is more than budgetCeiling, $8.00; lower the one or raise the other',
    ],
    [
      'a repository above what the operator would spend',
      { repository: { budgetMicroUsd: 9_000_000 } },
      'nightshift.yml: budget: $9.00 is more than the $5.00 that a repository may choose here; give --budget yourself, or set budgetCeiling in config.yml',
    ],
  ])('refuses %s', (_, said, problem) => {
    expect(problemOf(said)).toBe(problem);
  });
});

describe('the portfolio', () => {
  const HAIKU = 'anthropic/claude-haiku-4-5';
  const names = (said: Said) => terms(said).portfolio.map(({ name }) => name);

  test("is the flag's, else the repository's, else the operator's", () => {
    const both = { repository: { portfolio: [HAIKU] }, operator: { portfolio: [HAIKU, 'anthropic/claude-opus-4-5'] } };
    expect(names({ ...both, flags: { portfolio: ['anthropic/claude-sonnet-4-5'] } })).toEqual([
      'anthropic/claude-sonnet-4-5',
    ]);
    expect(names(both)).toEqual([HAIKU]);
    expect(names({ operator: both.operator })).toEqual([HAIKU, 'anthropic/claude-opus-4-5']);
  });

  test('of a flag is whole or refused, with every reason and the lines that would mend what can be mended', () => {
    const named = [HAIKU, 'openai/gpt-5', 'nobody/x', 'anthropic/claude-haiku-45', 'zai/claude-opus-5-5', 'zai/own'];
    const zai = { kind: 'openai-compatible', baseUrl: 'https://api.example.com/v1', apiKeyEnv: null, family: null };
    const operator = { providers: { zai: { ...zai, kind: 'openai-compatible', scripted: false } } } as const;
    expect(problemOf({ flags: { portfolio: named }, operator }).split('\n')).toEqual([
      'openai/gpt-5: no key; set OPENAI_API_KEY',
      expect.stringMatching(/^nobody\/x: no such provider; known are anthropic, openai, google, zai, /),
      'anthropic/claude-haiku-45: its price is not known, so no budget can hold; did you mean anthropic/claude-haiku-4-5?',
      'zai/claude-opus-5-5: its price is not known, so no budget can hold; the list has it at anthropic',
      'zai/own: its price is not known, so no budget can hold',
      'Prices that the list lacks go into config.yml, in dollars for a million tokens:',
      'prices:',
      '  anthropic/claude-haiku-45: { input: 1.25, output: 10 } # not its price: put the real one here',
      '  zai/claude-opus-5-5: { input: 4, cachedInput: 0.2, cacheWrite: 5, output: 20 } # its price elsewhere',
      '  zai/own: { input: 1.25, output: 10 } # not its price: put the real one here',
    ]);
  });

  test('has lines to paste that the configuration takes as they are', () => {
    const zai = { kind: 'openai-compatible', baseUrl: 'https://api.example.com/v1', apiKeyEnv: null, family: null };
    const operator = { providers: { zai: { ...zai, kind: 'openai-compatible', scripted: false } } } as const;
    const portfolio = ['zai/gpt-6-sol', 'zai/own:7b'];
    const problem = problemOf({ flags: { portfolio }, operator });
    const pasted = readOperatorConfig(problem.slice(problem.indexOf('prices:')), 'config.yml');
    if (!pasted.ok) throw new Error(pasted.problems.join());
    const { prices } = pasted.value;
    expect(
      terms({ flags: { portfolio }, operator: { ...operator, prices } }).portfolio.map(({ price }) => price),
    ).toEqual([
      listPrice({ provider: 'openai', baseUrl: null, model: 'gpt-6-sol' }),
      expect.objectContaining({ inputMicroUsdPerMTok: 1_250_000, outputMicroUsdPerMTok: 10_000_000 }),
    ]);
  });

  test("takes the operator's own generators, from a repository too, which can bring none", () => {
    const careful = { model: HAIKU, settings: { temperature: 0.2 } };
    const operator = { generators: { careful, quick: { model: HAIKU, settings: {} } } };
    const chosen = terms({ operator, repository: { portfolio: ['careful', 'quick'] } }).portfolio;
    expect(chosen.map(({ name, model, settings }) => [name, model, settings.temperature])).toEqual([
      ['careful', 'claude-haiku-4-5', 0.2],
      ['quick', 'claude-haiku-4-5', undefined],
    ]);
    expect(problemOf({ repository: { portfolio: ['careful'] } })).toContain('"careful" is no model');
  });

  test('of a repository is what this person can use, and says what was left out', () => {
    const composed = composeTerms(sources({ repository: { portfolio: ['openai/gpt-5', HAIKU] } }));
    expect(composed.terms.portfolio.map(({ name }) => name)).toEqual([HAIKU]);
    expect(composed.notes).toEqual([expect.stringContaining('nightshift.yml: left out: openai/gpt-5: no key')]);
  });

  test("of a repository stays within the operator's", () => {
    const composed = composeTerms(
      sources({
        repository: { portfolio: ['anthropic/claude-opus-4-5', HAIKU] },
        operator: { portfolio: [HAIKU] },
      }),
    );
    expect(composed.terms.portfolio.map(({ name }) => name)).toEqual([HAIKU]);
    expect(composed.notes).toEqual([
      "nightshift.yml: left out: anthropic/claude-opus-4-5: not in the operator's portfolio",
    ]);
  });

  test('of a repository that nobody here can use is refused', () => {
    expect(problemOf({ repository: { portfolio: ['openai/gpt-5'] } })).toContain(
      'nightshift.yml: portfolio: none of its generators can be used; name another with --model\nopenai/gpt-5: no key',
    );
  });
});

test('flags win over the repository, and the repository over the operator', () => {
  const operator = { optimize: 'speed', decompose: true, repairsMax: 0, tryLimits: { turns: 3 } } as const;
  const repository = {
    optimize: 'balanced',
    decompose: false,
    validator: { test: 'make check', baselineRuns: 5 },
  } as const;
  const composed = terms({ operator, repository, flags: { test: 'npm run unit', setup: 'npm ci', sandbox: 'none' } });
  expect(composed).toMatchObject({
    optimize: 'balanced',
    decompose: false,
    repairsMax: 0,
    sandbox: 'none',
    tryLimits: { ...DEFAULT_TRY_LIMITS, turns: 3 },
    validator: { ...DEFAULT_VALIDATOR_TERMS, test: 'npm run unit', setup: 'npm ci', baselineRuns: 5 },
  });
});

test.each<[string, Said, string]>([
  ['written where nobody says anything', {}, 'write'],
  ['left out where the operator says so', { operator: { acceptance: 'given' } }, 'given'],
  [
    'written where the repository says so',
    { operator: { acceptance: 'given' }, repository: { validator: { acceptance: 'write' } } },
    'write',
  ],
  [
    'left out where that was typed',
    { flags: { tests: false }, repository: { validator: { acceptance: 'write' } } },
    'given',
  ],
])('acceptance tests are %s', (_what, said, rule) => {
  expect(terms(said).validator.acceptance).toBe(rule);
});

test('a wish that is not acted on is named', () => {
  expect(composeTerms(sources({ repository: { optimize: 'speed' } })).notes).toEqual([
    'optimize: speed is understood, but this version does not act on it',
  ]);
});

describe('limits beside the budget', () => {
  test('are in the terms where somebody set them, and absent else', () => {
    const operator = { budgetTokens: 9, pauseLimitMs: 8, candidatesMax: 7, bestOf: 6 };
    expect(terms({ operator })).toMatchObject(operator);
    const absent = ['budgetTokens', 'deadlineMs', 'pauseLimitMs', 'candidatesMax', 'bestOf'];
    expect(Object.keys(terms({})).filter((key) => absent.includes(key))).toEqual([]);
  });

  test.each<[string, Said, number]>([
    ['shortened by the repository', { operator: { deadlineMs: 10 }, repository: { deadlineMs: 5 } }, 5],
    ['never made longer by it', { operator: { deadlineMs: 10 }, repository: { deadlineMs: 20 } }, 10],
    ['what was typed', { flags: { deadlineMs: 30 }, operator: { deadlineMs: 10 }, repository: { deadlineMs: 5 } }, 30],
  ])('the deadline is %s', (_what, said, deadlineMs) => {
    expect(terms(said).deadlineMs).toBe(deadlineMs);
  });

  test('asking for tries side by side asks for the strategy that makes them', () => {
    expect(terms({ flags: { bestOf: 3 }, repository: { strategy: 'cascade' } })).toMatchObject({
      strategy: 'best-of-n',
      bestOf: 3,
    });
  });
});
