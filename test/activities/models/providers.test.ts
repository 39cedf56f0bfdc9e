import { afterEach, describe, expect, test } from '@jest/globals';
import { askProvider } from '../../../activities/models/ask-provider.js';
import { prepareRequest } from '../../../activities/models/model-request.js';
import { openWire, WIRE_LIMITS } from '../../../activities/models/open-wire.js';
import { createProviders } from '../../../activities/models/providers.js';
import type { Generator, ReasoningEffort } from '../../../core/generator.js';
import type { ProviderKind, ProviderSettings } from '../../../core/operator-config.js';
import {
  anthropicAnswer,
  type ModelServer,
  openAiAnswer,
  type Reply,
  startModelServer,
} from '../../doubles/model-server.js';
import { GENERATOR, IDENTITY, KEY } from './model-room.js';

const open: ModelServer[] = [];

afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

interface Asked {
  provider: string;
  config?: (url: string) => Record<string, ProviderSettings>;
  env?: (url: string) => NodeJS.ProcessEnv;
  reply: Reply;
  generator?: Partial<Generator>;
}

async function ask({ provider, config, env, reply, generator: changes }: Asked) {
  const server = await startModelServer();
  open.push(server);
  server.script(reply);
  const providers = createProviders(config?.(server.url) ?? {}, env?.(server.url) ?? {});
  const generator = { ...GENERATOR, name: `${provider}/m`, provider, model: 'claude-haiku-4-5', ...changes };
  const messages = [
    { role: 'system' as const, content: 'You are an engineer.' },
    { role: 'user' as const, content: 'Mend the cache.' },
    { role: 'assistant' as const, content: 'How?' },
    { role: 'user' as const, content: 'Well.' },
  ];
  const request = prepareRequest(generator, { messages, tools: [], answerSchema: null });
  const wire = openWire(WIRE_LIMITS, new AbortController().signal);
  const model = providers.languageModel(generator, { fetch: wire.fetch });
  const answer = await askProvider({ model, wire, stream: true }, request, IDENTITY).catch(() => null);
  return { answer, seen: server.seen[0]! };
}

function settings(kind: ProviderKind, baseUrl: string, apiKeyEnv: string | null = null): ProviderSettings {
  return { kind, baseUrl, apiKeyEnv, family: null, scripted: false };
}

const ANTHROPIC = anthropicAnswer({ text: 'done', input: 10, cacheRead: 300, cacheWrite: 20, output: 5 });

describe('Anthropic', () => {
  test('is asked at the address and with the key of the environment, the version added where it is missing', async () => {
    const { seen } = await ask({
      provider: 'anthropic',
      env: (url) => ({ ANTHROPIC_API_KEY: ` ${KEY}\n`, ANTHROPIC_BASE_URL: url.replace('/v1', '/') }),
      reply: ANTHROPIC,
    });
    expect(seen.path).toBe('/v1/messages');
    expect(seen.headers['x-api-key']).toBe(KEY);
  });

  test('counts cached tokens as parts of the input', async () => {
    const { answer } = await ask({
      provider: 'anthropic',
      env: (url) => ({ ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: url }),
      reply: ANTHROPIC,
    });
    expect(answer?.usage).toEqual({ inputTokens: 330, cachedInputTokens: 300, cacheWriteTokens: 20, outputTokens: 5 });
  });

  test('is asked to cache up to the end of the request and of the brief, on no message that comes later', async () => {
    const { seen } = await ask({
      provider: 'anthropic',
      env: (url) => ({ ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: url }),
      reply: ANTHROPIC,
    });
    const { cache_control, messages } = JSON.parse(seen.body);
    expect(cache_control).toEqual({ type: 'ephemeral' });
    expect(messages.map((message: object) => JSON.stringify(message).includes('cache_control'))).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('has zeros for usage taken as no usage', async () => {
    const { answer } = await ask({
      provider: 'anthropic',
      env: (url) => ({ ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: url }),
      reply: anthropicAnswer({ text: 'done', input: 0, cacheRead: 0, cacheWrite: 0, output: 0 }),
    });
    expect(answer?.usage).toBeNull();
  });
});

describe("a provider of the operator's config", () => {
  test('is asked with the key of the variable that it names', async () => {
    const { seen } = await ask({
      provider: 'zai',
      config: (url) => ({ zai: settings('openai-compatible', url, 'ZAI_API_KEY') }),
      env: () => ({ ZAI_API_KEY: KEY }),
      reply: openAiAnswer({ text: 'done' }),
    });
    expect(seen.headers.authorization).toBe(`Bearer ${KEY}`);
  });

  test('is asked without a key when it wants none', async () => {
    const { seen } = await ask({
      provider: 'local',
      config: (url) => ({ local: settings('openai-compatible', url) }),
      env: () => ({ OPENAI_API_KEY: KEY, ANTHROPIC_API_KEY: KEY }),
      reply: openAiAnswer({ text: 'done' }),
    });
    expect(JSON.stringify(seen.headers)).not.toContain(KEY);
  });

  test("takes a built-in provider's place when it has its name", () => {
    const providers = createProviders({ openai: settings('openai-compatible', 'http://127.0.0.1:1/v1') }, {});
    expect(providers.find('openai')).toMatchObject({ kind: 'openai-compatible', problem: null });
  });
});

describe('headers of a gateway', () => {
  const TOKEN = 'planted-gateway-0123456789';
  const behind = (url: string): Record<string, ProviderSettings> => ({
    gateway: {
      ...settings('openai-compatible', url, 'GATEWAY_KEY'),
      headers: { 'X-Title': 'nightshift', 'X-Gateway-Auth': { env: 'GATEWAY_TOKEN' } },
    },
  });

  test('are sent beside the key, plain or out of the environment', async () => {
    const { seen } = await ask({
      provider: 'gateway',
      config: behind,
      env: () => ({ GATEWAY_KEY: KEY, GATEWAY_TOKEN: ` Gateway ${TOKEN}\n` }),
      reply: openAiAnswer({ text: 'done' }),
    });
    expect(seen.headers).toMatchObject({
      authorization: `Bearer ${KEY}`,
      'x-title': 'nightshift',
      'x-gateway-auth': `Gateway ${TOKEN}`,
    });
  });

  test.each([
    [{ GATEWAY_KEY: KEY }, 'no value for the header X-Gateway-Auth; set GATEWAY_TOKEN'],
    [{ GATEWAY_KEY: KEY, GATEWAY_TOKEN: 'a\nb' }, 'the value in GATEWAY_TOKEN holds characters'],
  ])('must be there before a run starts (%j)', (env, problem) => {
    const provider = createProviders(behind('http://127.0.0.1:1/v1'), env).find('gateway');
    expect(provider?.problem).toContain(problem);
  });

  test('are blotted out of texts like keys, with and without the word before them', () => {
    const env = { GATEWAY_KEY: KEY, GATEWAY_TOKEN: `Gateway ${TOKEN}` };
    const providers = createProviders(behind('http://127.0.0.1:1/v1'), env);
    expect(providers.redact(`no: Gateway ${TOKEN}, ${TOKEN}; nightshift`)).toBe(
      'no: [key removed], [key removed]; nightshift',
    );
  });
});

test.each([
  ['anthropic', 'ANTHROPIC_BASE_URL', 'https://gate.example.com/v1'],
  ['openai', 'OPENAI_BASE_URL', 'https://gate.example.com/v1'],
  ['google', 'GEMINI_BASE_URL', 'https://gate.example.com/v1beta'],
  ['google', 'GOOGLE_GEMINI_BASE_URL', 'https://gate.example.com/v1beta'],
])('%s is asked at the address in %s, its own version added', (provider, variable, baseUrl) => {
  const env = { [variable]: 'https://gate.example.com' };
  expect(createProviders({}, env).find(provider)).toMatchObject({ baseUrl });
});

describe('a reasoning effort', () => {
  interface Told {
    kind: ProviderKind;
    model: string;
    reasoningEffort: ReasoningEffort;
    says: object;
  }

  test.each<Told>([
    {
      kind: 'anthropic',
      model: 'claude-opus-5-5',
      reasoningEffort: 'max',
      says: { thinking: { type: 'adaptive' }, output_config: { effort: 'max' }, max_tokens: 8_000 },
    },
    {
      kind: 'anthropic',
      model: 'claude-haiku-4-5',
      reasoningEffort: 'high',
      says: { thinking: { type: 'enabled', budget_tokens: 4_800 }, max_tokens: 8_000 },
    },
    {
      kind: 'anthropic',
      model: 'claude-sonnet-5',
      reasoningEffort: 'none',
      says: { thinking: { type: 'disabled' }, max_tokens: 8_000 },
    },
    { kind: 'openai', model: 'gpt-6-sol', reasoningEffort: 'max', says: { reasoning: { effort: 'max' } } },
    { kind: 'openai', model: 'gpt-5.2', reasoningEffort: 'max', says: { reasoning: { effort: 'xhigh' } } },
    { kind: 'openai', model: 'gpt-5-mini', reasoningEffort: 'none', says: { reasoning: { effort: 'minimal' } } },
    {
      kind: 'google',
      model: 'gemini-3.8-flash',
      reasoningEffort: 'max',
      says: { generationConfig: { thinkingConfig: { thinkingLevel: 'high' }, maxOutputTokens: 8_000 } },
    },
    {
      kind: 'google',
      model: 'gemini-2.5-flash',
      reasoningEffort: 'low',
      says: { generationConfig: { thinkingConfig: { thinkingBudget: 1_600 } } },
    },
    { kind: 'openai-compatible', model: 'any', reasoningEffort: 'max', says: { reasoning_effort: 'max' } },
  ])('$reasoningEffort is told to $model of $kind in its own words, within the output limit', async (told) => {
    const { kind, model, reasoningEffort, says } = told;
    const { seen } = await ask({
      provider: 'vendor',
      config: (url) => ({ vendor: settings(kind, url, 'VENDOR_KEY') }),
      env: () => ({ VENDOR_KEY: KEY }),
      reply: { status: 400, body: {} },
      generator: { model, settings: { maxOutputTokens: 8_000, temperature: 0.5, reasoningEffort } },
    });
    expect(JSON.parse(seen.body)).toMatchObject(says);
    if (reasoningEffort !== 'none') expect(seen.body).not.toContain('temperature');
  });
});

describe('the providers', () => {
  test('throw UnknownProvider, which is not tried again, for a name or a key that this worker lacks', () => {
    const providers = createProviders({}, {});
    const unknown = { type: 'UnknownProvider', nonRetryable: true };
    for (const provider of ['nobody', 'anthropic']) {
      const generator = { ...GENERATOR, provider };
      expect(() => providers.languageModel(generator)).toThrow(expect.objectContaining(unknown));
    }
  });

  test('blot out every key they know, and nothing that is too short to be one', () => {
    const config = { local: settings('openai-compatible', 'http://127.0.0.1:1/v1', 'LOCAL_KEY') };
    const providers = createProviders(config, { GEMINI_API_KEY: KEY, LOCAL_KEY: 'sim' });
    expect(providers.redact(`simulated ${KEY}, ${KEY}`)).toBe('simulated [key removed], [key removed]');
  });
});
