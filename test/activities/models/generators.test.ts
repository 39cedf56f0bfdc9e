import { describe, expect, test } from '@jest/globals';
import { defaultPortfolio, type GeneratorSources, resolveGenerator } from '../../../activities/models/generators.js';
import { createProviders } from '../../../activities/models/providers.js';
import type { NamedGenerator, ProviderSettings } from '../../../core/operator-config.js';
import { PRICE } from './model-room.js';

const LOCAL: ProviderSettings = {
  kind: 'openai-compatible',
  baseUrl: 'http://127.0.0.1:8080/v1',
  apiKeyEnv: null,
  family: null,
  scripted: false,
};
const ALL_KEYS = { ANTHROPIC_API_KEY: 'a', OPENAI_API_KEY: 'b', GEMINI_API_KEY: 'c' };

function sources(env: NodeJS.ProcessEnv, config: Record<string, ProviderSettings> = {}): GeneratorSources {
  return {
    providers: createProviders(config, env),
    generators: {},
    priceOverrides: { 'local/llama-4': PRICE, 'zai/claude-x': PRICE },
  };
}

function named(generators: Record<string, NamedGenerator>): GeneratorSources {
  return { ...sources(ALL_KEYS), generators };
}

function problemOf(name: string, given = sources(ALL_KEYS, { local: LOCAL })): string {
  const result = resolveGenerator(name, given);
  return result.ok ? '' : result.problem;
}

function resolved(name: string, given = sources(ALL_KEYS)) {
  const result = resolveGenerator(name, given);
  if (!result.ok) throw new Error(result.problem);
  return result.generator;
}

describe('a generator', () => {
  test('has the rates of the price list, in integer micro-dollars', () => {
    expect(resolved('anthropic/claude-haiku-4-5')).toMatchObject({
      family: 'anthropic',
      model: 'claude-haiku-4-5',
      scripted: false,
      price: {
        inputMicroUsdPerMTok: 1_000_000,
        cachedInputMicroUsdPerMTok: 100_000,
        cacheWriteMicroUsdPerMTok: 1_250_000,
        outputMicroUsdPerMTok: 5_000_000,
      },
    });
  });

  test("is found by its endpoint's address where the provider has a name of the operator's own", () => {
    const given = sources({}, { mine: { ...LOCAL, baseUrl: 'https://api.z.ai/api/paas/v4' } });
    expect(resolved('mine/glm-5.2', given).price.outputMicroUsdPerMTok).toBe(4_400_000);
  });

  test('pays the full price for cached tokens where the list names no other', () => {
    const { price } = resolved('openai/gpt-5-pro');
    expect(price.cachedInputMicroUsdPerMTok).toBe(price.inputMicroUsdPerMTok);
    expect(price.cacheWriteMicroUsdPerMTok).toBe(price.inputMicroUsdPerMTok);
  });

  test("has the operator's price before any other, and a model's name may hold a slash", () => {
    const given = {
      ...sources({}, { local: LOCAL }),
      priceOverrides: { 'local/meta/llama-4': PRICE },
    };
    expect(resolved('local/meta/llama-4', given)).toMatchObject({
      model: 'meta/llama-4',
      price: PRICE,
      family: 'local',
    });
  });

  test.each([
    ['the one that the operator names', { ...LOCAL, family: 'meta' }, 'local/llama-4', 'meta'],
    ['the vendor of the model where it is known', LOCAL, 'zai/claude-x', 'anthropic'],
    ['the provider where nothing is known', LOCAL, 'local/llama-4', 'local'],
  ])('belongs to the family of %s', (_, settings, name, family) => {
    expect(resolved(name, sources({}, { local: settings, zai: settings })).family).toBe(family);
  });

  test('says that it is scripted when its provider is', () => {
    expect(resolved('local/llama-4', sources({}, { local: { ...LOCAL, scripted: true } })).scripted).toBe(true);
  });

  test.each([
    ['claude', 'provider/model'],
    ['constructor', 'provider/model'],
    ['/claude', 'provider/model'],
    ['anthropic/', 'provider/model'],
    ['nobody/claude', 'known are anthropic, openai, google, local'],
    ['anthropic/claude-haiku-4-5', 'set ANTHROPIC_API_KEY'],
    ['google/gemini-3.8-flash', 'set GEMINI_API_KEY or GOOGLE_GENERATIVE_AI_API_KEY'],
    ['local/unpriced', 'its price is not known, so no budget can hold'],
    ['local/claude-haiku-4-5', 'price is not known'],
  ])('called %p is a problem that says %p', (name, says) => {
    expect(resolveGenerator(name, sources({}, { local: LOCAL }))).toMatchObject({
      ok: false,
      problem: expect.stringContaining(says),
    });
  });
});

describe('a generator whose request could never be sent', () => {
  test.each([
    [{ ANTHROPIC_API_KEY: 'sk-\u043aey' }, 'the key in ANTHROPIC_API_KEY holds characters that no key can have'],
    [{ ANTHROPIC_API_KEY: 'sk-a\nsk-b' }, 'the key in ANTHROPIC_API_KEY holds characters that no key can have'],
    [{ ANTHROPIC_API_KEY: 'sk-key', ANTHROPIC_BASE_URL: 'localhost:8080' }, 'ANTHROPIC_BASE_URL is no address'],
    [{ ANTHROPIC_API_KEY: 'sk-key', ANTHROPIC_BASE_URL: 'not an address' }, 'ANTHROPIC_BASE_URL is no address'],
  ])('is a problem before the run: %j', (env, says) => {
    expect(resolveGenerator('anthropic/claude-haiku-4-5', sources(env))).toMatchObject({
      ok: false,
      problem: expect.stringContaining(says),
    });
  });
});

describe("a generator of the operator's own", () => {
  const settings = { temperature: 0.2, reasoningEffort: 'high', promptVariant: 'terse' } as const;

  test('has its name everywhere, the model behind it, its settings and the price of the model', () => {
    const given = named({ careful: { model: 'anthropic/claude-opus-5-5', settings } });
    expect(resolved('careful', given)).toMatchObject({
      name: 'careful',
      family: 'anthropic',
      provider: 'anthropic',
      model: 'claude-opus-5-5',
      price: resolved('anthropic/claude-opus-5-5').price,
      settings,
    });
  });

  test('may stand beside others with the same model', () => {
    const given = named({
      careful: { model: 'anthropic/claude-opus-5-5', settings },
      quick: { model: 'anthropic/claude-opus-5-5', settings: { maxOutputTokens: 4_000 } },
    });
    expect(['careful', 'quick'].map((name) => resolved(name, given).settings.maxOutputTokens)).toEqual([32_768, 4_000]);
  });

  test('may bear the name of its model, which then has these settings', () => {
    const given = named({ 'anthropic/claude-haiku-4-5': { model: 'anthropic/claude-haiku-4-5', settings } });
    expect(resolved('anthropic/claude-haiku-4-5', given).settings).toMatchObject(settings);
    expect(defaultPortfolio(given).find(({ model }) => model === 'claude-haiku-4-5')?.settings).toMatchObject(settings);
  });

  test("has the operator's price for its own name, else the one for its model", () => {
    const other = { ...PRICE, outputMicroUsdPerMTok: 7 };
    const given = {
      ...named({
        careful: { model: 'anthropic/claude-opus-5-5', settings },
        quick: { model: 'anthropic/claude-opus-5-5', settings: {} },
      }),
      priceOverrides: { careful: other, 'anthropic/claude-opus-5-5': PRICE },
    };
    expect(resolved('careful', given).price).toEqual(other);
    expect(resolved('quick', given).price).toEqual(PRICE);
  });

  test('is named with its model where that cannot be used', () => {
    const given = named({ careful: { model: 'nobody/x', settings }, other: { model: 'openai/gpt-0', settings } });
    expect(problemOf('careful', given)).toContain('careful (nobody/x): no such provider');
    expect(problemOf('other', given)).toContain('other (openai/gpt-0): its price is not known');
  });
});

describe('the output limit, where nobody says it,', () => {
  test.each([
    ['is that of an answer where a model thinks only when it is told to', 'anthropic/claude-haiku-4-5', 8_192],
    ['has room for thoughts where a model thinks unasked', 'openai/gpt-6-sol', 16_384],
    ['is at most half of the context window', 'openai/gpt-4', 4_096],
  ])('%s', (_, name, limit) => {
    expect(resolved(name).settings.maxOutputTokens).toBe(limit);
  });

  test.each([
    ['none', 8_192],
    ['minimal', 10_240],
    ['low', 12_288],
    ['medium', 16_384],
    ['high', 32_768],
  ] as const)('grows with the effort: %s', (reasoningEffort, limit) => {
    const given = named({ it: { model: 'openai/gpt-6-sol', settings: { reasoningEffort } } });
    expect(resolved('it', given).settings.maxOutputTokens).toBe(limit);
  });
});

describe('what was meant', () => {
  const given = {
    ...sources(ALL_KEYS, { local: LOCAL }),
    generators: { careful: { model: 'anthropic/claude-opus-5-5', settings: {} } },
  };

  test.each([
    ['anthropic/claude-haiku-45', 'did you mean anthropic/claude-haiku-4-5?'],
    ['antropic/claude-haiku-4-5', 'did you mean anthropic/claude-haiku-4-5?'],
    ['claude-haiku-4-5', 'did you mean anthropic/claude-haiku-4-5?'],
    ['carefull', 'did you mean careful?'],
    ['openai/claude-haiku-4-5', 'its price is not known, so no budget can hold; the list has it at anthropic'],
    ['local/gpt-6-sol', 'the list has it at openai'],
  ])('by %p is said: %p', (name, says) => {
    expect(problemOf(name, given)).toContain(says);
  });

  test('is not guessed from a name that is like none', () => {
    expect(problemOf('anthropic/quux', given)).not.toContain('did you mean');
  });

  test('is said with all else that is wrong', () => {
    const lines = problemOf('anthropic/claude-haiku-45', { ...given, providers: createProviders({}, {}) }).split('\n');
    expect(lines).toEqual([
      expect.stringContaining('no key; set ANTHROPIC_API_KEY'),
      expect.stringContaining('its price is not known'),
    ]);
  });
});

describe('the default portfolio', () => {
  test('knows the price of every model in it and goes from cheap to dear', () => {
    const portfolio = defaultPortfolio(sources(ALL_KEYS));
    expect(portfolio.map(({ name }) => name)).toEqual([
      'openai/gpt-6-luna',
      'google/gemini-3.5-flash-lite',
      'google/gemini-3.8-flash',
      'anthropic/claude-haiku-4-5',
      'anthropic/claude-sonnet-5',
      'openai/gpt-6-sol',
      'anthropic/claude-opus-5-5',
    ]);
  });

  test('holds only models whose keys are present', () => {
    const portfolio = defaultPortfolio(sources({ ANTHROPIC_API_KEY: 'a' }));
    expect(new Set(portfolio.map(({ provider }) => provider))).toEqual(new Set(['anthropic']));
    expect(defaultPortfolio(sources({ ANTHROPIC_API_KEY: ' ' }))).toEqual([]);
  });
});
