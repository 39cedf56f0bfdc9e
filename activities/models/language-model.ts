// Turns a provider's settings into the SDK's language model. Everything that the SDK would otherwise look up in the
// environment is given explicitly, so that a key never travels to an address it was not meant for.
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModelV3, SharedV3ProviderOptions } from '@ai-sdk/provider';
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

const PROVIDER_OPTIONS: Partial<Record<ProviderKind, SharedV3ProviderOptions>> = {
  // Asks Anthropic to cache up to the end of each request. One constant field beside the messages does it; marks on
  // the messages themselves would move from turn to turn and change bytes that were already sent.
  anthropic: { anthropic: { cacheControl: { type: 'ephemeral' } } },
  // Each request stands for itself: nothing is kept at the provider that a later turn would refer to.
  openai: { openai: { store: false } },
};

export function languageModel(endpoint: Endpoint, model: string): LanguageModelV3 {
  const providerOptions = PROVIDER_OPTIONS[endpoint.kind];
  const bare = bareModel(endpoint, model);
  if (!providerOptions) return bare;
  return wrapLanguageModel({ model: bare, middleware: defaultSettingsMiddleware({ settings: { providerOptions } }) });
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
