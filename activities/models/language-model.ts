// Turns a provider's settings into the SDK's language model. Everything that the SDK would otherwise look up in the
// environment is given explicitly, so that a key never travels to an address it was not meant for.
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type {
  LanguageModelV3,
  LanguageModelV3Middleware,
  LanguageModelV3Prompt,
  SharedV3ProviderOptions,
} from '@ai-sdk/provider';
import { defaultSettingsMiddleware, wrapLanguageModel } from 'ai';
import type { Generator } from '../../core/generator.js';
import type { ProviderKind } from '../../core/operator-config.js';
import { reasoningMiddleware } from './reasoning-options.js';

export interface Endpoint {
  name: string;
  kind: ProviderKind;
  /** Null: the vendor's own. */
  baseUrl: string | null;
  /** Null: the endpoint wants none. */
  apiKey: string | null;
  /** Sent with each request, beside the key. */
  headers: Record<string, string>;
}

/** What one call brings along. */
export interface Calling {
  /** Absent: the runtime's own. */
  fetch?: typeof globalThis.fetch;
  /** Requests that begin alike have the same, so that a provider sends them where their beginning is cached. */
  cacheKey?: string;
}

export type Asked = Pick<Generator, 'model'> & Partial<Pick<Generator, 'settings'>>;

export const VENDOR_URLS: Record<Exclude<ProviderKind, 'openai-compatible'>, string> = {
  anthropic: 'https://api.anthropic.com/v1',
  openai: 'https://api.openai.com/v1',
  google: 'https://generativelanguage.googleapis.com/v1beta',
};

/** Sent where an SDK insists on a key and the endpoint wants none. */
const NO_KEY = 'none';

const CACHE: SharedV3ProviderOptions = { anthropic: { cacheControl: { type: 'ephemeral' } } };

/**
 * What a kind of provider needs beside the request itself. It is added at the door, so that a recorded answer can be
 * read by a worker that has no such provider; the journal's hash knows the settings that it is made from.
 */
function middleware(kind: ProviderKind, { model, settings }: Asked, cacheKey?: string): LanguageModelV3Middleware[] {
  const reasoning = settings?.reasoningEffort ? [reasoningMiddleware(kind, model, settings.reasoningEffort)] : [];
  switch (kind) {
    case 'anthropic':
      // Anthropic caches only what it is asked to: up to the end of the request (one field beside the messages, where
      // marks on the messages would move from turn to turn and change bytes that were sent before), and, for endpoints
      // that do not know that field, up to the end of the brief, which all candidates of a task share.
      return [
        options(CACHE),
        transformPrompt(markBrief),
        oneCallATurn('anthropic', 'disableParallelToolUse', true),
        ...reasoning,
      ];
    case 'openai':
      // Each request stands for itself: nothing is kept at the provider that a later turn would refer to.
      return [
        options({ openai: { store: false, ...(cacheKey ? { promptCacheKey: cacheKey } : {}) } }),
        oneCallATurn('openai', 'parallelToolCalls', false),
        ...reasoning,
      ];
    default:
      return reasoning;
  }
}

export function languageModel(endpoint: Endpoint, asked: Asked, { fetch, cacheKey }: Calling = {}): LanguageModelV3 {
  return wrapLanguageModel({
    model: bareModel(endpoint, asked.model, fetch),
    middleware: middleware(endpoint.kind, asked, cacheKey),
  });
}

function options(providerOptions: SharedV3ProviderOptions): LanguageModelV3Middleware {
  return defaultSettingsMiddleware({ settings: { providerOptions } });
}

/** Further calls of a turn are refused. Asked for only where there are tools: without them the field is an error. */
function oneCallATurn(provider: string, field: string, value: boolean): LanguageModelV3Middleware {
  return {
    specificationVersion: 'v3',
    transformParams: async ({ params }) => {
      if (!params.tools?.length) return params;
      const { providerOptions } = params;
      const own = { ...providerOptions?.[provider], [field]: value };
      return { ...params, providerOptions: { ...providerOptions, [provider]: own } };
    },
  };
}

function transformPrompt(change: (prompt: LanguageModelV3Prompt) => LanguageModelV3Prompt): LanguageModelV3Middleware {
  return {
    specificationVersion: 'v3',
    transformParams: async ({ params }) => ({ ...params, prompt: change(params.prompt) }),
  };
}

function markBrief(prompt: LanguageModelV3Prompt): LanguageModelV3Prompt {
  const brief = prompt.findIndex((message) => message.role === 'user');
  return prompt.map((message, index) => (index === brief ? { ...message, providerOptions: CACHE } : message));
}

function bareModel(endpoint: Endpoint, model: string, fetch: Calling['fetch']): LanguageModelV3 {
  const settings = {
    apiKey: endpoint.apiKey ?? NO_KEY,
    headers: endpoint.headers,
    ...(fetch ? { fetch } : {}),
  };
  switch (endpoint.kind) {
    case 'anthropic':
      return createAnthropic({ ...settings, baseURL: endpoint.baseUrl ?? VENDOR_URLS.anthropic })(model);
    case 'openai':
      return createOpenAI({ ...settings, baseURL: endpoint.baseUrl ?? VENDOR_URLS.openai })(model);
    case 'google':
      return createGoogleGenerativeAI({ ...settings, baseURL: endpoint.baseUrl ?? VENDOR_URLS.google })(model);
    case 'openai-compatible': {
      const { apiKey, ...keyless } = settings;
      return createOpenAICompatible({
        ...(endpoint.apiKey === null ? keyless : { ...keyless, apiKey }),
        name: endpoint.name,
        baseURL: endpoint.baseUrl ?? '',
        supportsStructuredOutputs: true,
        // Without it a stream says nothing of what it cost.
        includeUsage: true,
      })(model);
    }
  }
}
