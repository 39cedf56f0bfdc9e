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
import type { ProviderKind } from '../../core/operator-config.js';

export interface Endpoint {
  name: string;
  kind: ProviderKind;
  /** Null: the vendor's own. */
  baseUrl: string | null;
  /** Null: the endpoint wants none. */
  apiKey: string | null;
}

const VENDOR_URLS: Record<Exclude<ProviderKind, 'openai-compatible'>, string> = {
  anthropic: 'https://api.anthropic.com/v1',
  openai: 'https://api.openai.com/v1',
  google: 'https://generativelanguage.googleapis.com/v1beta',
};

/** Sent where an SDK insists on a key and the endpoint wants none. */
const NO_KEY = 'none';

const CACHE: SharedV3ProviderOptions = { anthropic: { cacheControl: { type: 'ephemeral' } } };

/**
 * What a kind of provider needs beside the request itself. It is added at the door and is no part of the request's
 * hash, so that a recorded answer can be read by a worker that has no such provider.
 */
const MIDDLEWARE: Partial<Record<ProviderKind, LanguageModelV3Middleware[]>> = {
  // Anthropic caches only what it is asked to: up to the end of the request (one field beside the messages, where
  // marks on the messages would move from turn to turn and change bytes that were sent before), and, for endpoints
  // that do not know that field, up to the end of the brief, which all candidates of a task share.
  anthropic: [
    defaultSettingsMiddleware({ settings: { providerOptions: CACHE } }),
    {
      specificationVersion: 'v3',
      transformParams: async ({ params }) => ({ ...params, prompt: markBrief(params.prompt) }),
    },
  ],
  // Each request stands for itself: nothing is kept at the provider that a later turn would refer to.
  openai: [defaultSettingsMiddleware({ settings: { providerOptions: { openai: { store: false } } } })],
};

export function languageModel(endpoint: Endpoint, model: string): LanguageModelV3 {
  return wrapLanguageModel({ model: bareModel(endpoint, model), middleware: MIDDLEWARE[endpoint.kind] ?? [] });
}

function markBrief(prompt: LanguageModelV3Prompt): LanguageModelV3Prompt {
  const brief = prompt.findIndex((message) => message.role === 'user');
  return prompt.map((message, index) => (index === brief ? { ...message, providerOptions: CACHE } : message));
}

function bareModel(endpoint: Endpoint, model: string): LanguageModelV3 {
  const apiKey = endpoint.apiKey ?? NO_KEY;
  switch (endpoint.kind) {
    case 'anthropic':
      return createAnthropic({ apiKey, baseURL: endpoint.baseUrl ?? VENDOR_URLS.anthropic })(model);
    case 'openai':
      return createOpenAI({ apiKey, baseURL: endpoint.baseUrl ?? VENDOR_URLS.openai })(model);
    case 'google':
      return createGoogleGenerativeAI({ apiKey, baseURL: endpoint.baseUrl ?? VENDOR_URLS.google })(model);
    case 'openai-compatible':
      return createOpenAICompatible({
        name: endpoint.name,
        baseURL: endpoint.baseUrl ?? '',
        supportsStructuredOutputs: true,
        ...(endpoint.apiKey === null ? {} : { apiKey: endpoint.apiKey }),
      })(model);
  }
}
