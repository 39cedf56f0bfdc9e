import { describe, expect, test } from '@jest/globals';
import { defaultPortfolio, type GeneratorSources, resolveGenerator } from '../../../activities/models/generators.js';
import { listPrice } from '../../../activities/models/price-list.js';
import { createProviders } from '../../../activities/models/providers.js';
import type { ProviderSettings } from '../../../core/operator-config.js';
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
  return { providers: createProviders(config, env), priceOverrides: { 'local/llama-4': PRICE, 'zai/claude-x': PRICE } };
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

  test('has the dearest tier where long requests cost more', () => {
    expect(resolved('anthropic/claude-sonnet-4-5').price).toEqual({
      inputMicroUsdPerMTok: 6_000_000,
      cachedInputMicroUsdPerMTok: 600_000,
      cacheWriteMicroUsdPerMTok: 7_500_000,
      outputMicroUsdPerMTok: 22_500_000,
    });
  });

  test.each(['2026-11-22T08:00:00Z', '2026-11-22T20:00:00Z'])('has the price of the dearest hour at %s', (now) => {
    const price = listPrice('deepseek', null, 'deepseek-chat', new Date(now));
    expect(price?.outputMicroUsdPerMTok).toBe(1_100_000);
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
    ['/claude', 'provider/model'],
    ['anthropic/', 'provider/model'],
    ['nobody/claude', 'known are anthropic, openai, google, local'],
    ['anthropic/claude-haiku-4-5', 'set ANTHROPIC_API_KEY'],
    ['google/gemini-3.8-flash', 'set GEMINI_API_KEY or GOOGLE_GENERATIVE_AI_API_KEY'],
    ['local/unpriced', 'prices: { "local/unpriced": { input: 1.25, output: 10 } }'],
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
