import { afterEach, describe, expect, test } from '@jest/globals';
import { askProvider } from '../../../activities/models/ask-provider.js';
import { prepareRequest } from '../../../activities/models/model-request.js';
import { openWire, WIRE_LIMITS } from '../../../activities/models/open-wire.js';
import { createProviders } from '../../../activities/models/providers.js';
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
}

async function ask({ provider, config, env, reply }: Asked) {
  const server = await startModelServer();
  open.push(server);
  server.script(reply);
  const providers = createProviders(config?.(server.url) ?? {}, env?.(server.url) ?? {});
  const generator = { ...GENERATOR, name: `${provider}/m`, provider, model: 'claude-haiku-4-5' };
  const messages = [
    { role: 'system' as const, content: 'You are an engineer.' },
    { role: 'user' as const, content: 'Mend the cache.' },
    { role: 'assistant' as const, content: 'How?' },
    { role: 'user' as const, content: 'Well.' },
  ];
  const request = prepareRequest(generator, { messages, tools: [], answerSchema: null });
  const wire = openWire(WIRE_LIMITS, new AbortController().signal);
  const model = providers.languageModel(generator, { fetch: wire.fetch });
  const answer = await askProvider({ model, wire, stream: true }, request, IDENTITY);
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
    expect(answer.usage).toEqual({ inputTokens: 330, cachedInputTokens: 300, cacheWriteTokens: 20, outputTokens: 5 });
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
    expect(answer.usage).toBeNull();
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
