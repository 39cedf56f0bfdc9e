// The providers that this process may ask: the built-in vendors and those of the operator's config. Keys are read
// from the environment, by name, when a model is asked, and nowhere else.
import type { LanguageModelV3 } from '@ai-sdk/provider';
import type { Generator } from '../../core/generator.js';
import type { HeaderValue, ProviderKind, ProviderSettings } from '../../core/operator-config.js';
import { failure } from '../failure.js';
import { type Asked, type Calling, type Endpoint, languageModel } from './language-model.js';

export interface Provider {
  name: string;
  kind: ProviderKind;
  /** Null: the vendor's own endpoint. */
  baseUrl: string | null;
  /** Variables that may hold its key, the usual one first; empty when it wants none. */
  keyVariables: string[];
  /** Sent with each request; a value may be the name of the variable that holds it. */
  headers: Record<string, HeaderValue>;
  family: string | null;
  scripted: boolean;
  /** False for an endpoint that only answers as a whole. */
  stream: boolean;
  /** What keeps it from being asked, with the way out; null when it can be. */
  problem: string | null;
}

export interface Providers {
  /** Null when no provider has this name. */
  find(name: string): Provider | null;
  names(): string[];
  /** Throws `UnknownProvider` when this worker has no such provider or no key for it. */
  languageModel(generator: Pick<Generator, 'name' | 'provider'> & Asked, calling?: Calling): LanguageModelV3;
  /** Where a provider is reached and with which key, for questions that are no calls; null when it cannot be asked. */
  endpoint(name: string): Endpoint | null;
  /** The text without the value of any key, or of any header out of the environment, that this process knows. */
  redact(text: string): string;
}

interface BuiltIn {
  kind: ProviderKind;
  keyVariables: string[];
  baseUrlVariables: string[];
  /** What people leave out of base addresses and the SDK wants. */
  version: string;
}

const BUILT_IN: Record<string, BuiltIn> = {
  anthropic: {
    kind: 'anthropic',
    keyVariables: ['ANTHROPIC_API_KEY'],
    baseUrlVariables: ['ANTHROPIC_BASE_URL'],
    version: 'v1',
  },
  openai: { kind: 'openai', keyVariables: ['OPENAI_API_KEY'], baseUrlVariables: ['OPENAI_BASE_URL'], version: 'v1' },
  google: {
    kind: 'google',
    keyVariables: ['GEMINI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
    baseUrlVariables: ['GEMINI_BASE_URL', 'GOOGLE_GEMINI_BASE_URL'],
    version: 'v1beta',
  },
};

/** A shorter value is no secret, and blotting it out would make texts unreadable. */
const SECRET_CHARS_MIN = 8;
/** Printable ASCII without spaces: keys travel in a header, and most are copied by hand. */
const SENDABLE_KEY = /^[\x21-\x7e]+$/;
/** Printable ASCII: a header may hold a word before its key. */
const SENDABLE_HEADER = /^[\x20-\x7e]+$/;
const REDACTED = '[key removed]';

export function createProviders(config: Record<string, ProviderSettings>, env: NodeJS.ProcessEnv): Providers {
  const providers = new Map<string, Provider>();
  for (const [name, builtIn] of Object.entries(BUILT_IN)) providers.set(name, fromBuiltIn(name, builtIn, env));
  for (const [name, settings] of Object.entries(config)) providers.set(name, fromSettings(name, settings, env));

  return {
    find: (name) => providers.get(name) ?? null,
    names: () => [...providers.keys()],
    languageModel(generator, calling) {
      const provider = providers.get(generator.provider);
      if (!provider) throw failure('UnknownProvider', unknownProvider(generator.name, [...providers.keys()]));
      if (provider.problem) throw failure('UnknownProvider', `${generator.name}: ${provider.problem}`);
      return languageModel(endpointOf(provider, env), generator, calling);
    },
    endpoint(name) {
      const provider = providers.get(name);
      return provider && !provider.problem ? endpointOf(provider, env) : null;
    },
    redact: (text) => redactKeys(text, [...providers.values()], env),
  };
}

function endpointOf(provider: Provider, env: NodeJS.ProcessEnv): Endpoint {
  const apiKey = readKey(provider.keyVariables, env);
  return { ...provider, apiKey, headers: readHeaders(provider.headers, env) };
}

/** The message for a generator whose provider nobody named. */
export function unknownProvider(generator: string, known: readonly string[]): string {
  return `${generator}: no such provider; known are ${known.join(', ')}, others are named under "providers" in the operator's config`;
}

function fromBuiltIn(name: string, builtIn: BuiltIn, env: NodeJS.ProcessEnv): Provider {
  const { kind, keyVariables, baseUrlVariables, version } = builtIn;
  const variable = baseUrlVariables.find((each) => env[each]) ?? null;
  const baseUrl = variable ? env[variable] : undefined;
  return {
    name,
    kind,
    baseUrl: baseUrl ? withVersion(baseUrl, version) : null,
    keyVariables,
    headers: {},
    family: name,
    scripted: false,
    stream: true,
    problem: addressProblem(variable, baseUrl) ?? keyProblem(keyVariables, env),
  };
}

function fromSettings(name: string, settings: ProviderSettings, env: NodeJS.ProcessEnv): Provider {
  const usual = settings.kind === 'openai-compatible' ? [] : (BUILT_IN[settings.kind]?.keyVariables ?? []);
  const keyVariables = settings.apiKeyEnv ? [settings.apiKeyEnv] : usual;
  const noUrl = settings.kind === 'openai-compatible' && !settings.baseUrl;
  const headers = settings.headers ?? {};
  return {
    name,
    kind: settings.kind,
    baseUrl: settings.baseUrl,
    keyVariables,
    headers,
    family: settings.family,
    scripted: settings.scripted,
    stream: settings.stream ?? true,
    problem: noUrl
      ? `provider ${name} has no baseUrl in the operator's config`
      : (keyProblem(keyVariables, env) ?? headerProblem(headers, env)),
  };
}

function keyProblem(keyVariables: readonly string[], env: NodeJS.ProcessEnv): string | null {
  const variables = keyVariables.join(' or ');
  const key = readKey(keyVariables, env);
  if (key === null) return keyVariables.length === 0 ? null : `no key; set ${variables}`;
  return SENDABLE_KEY.test(key) ? null : `the key in ${variables} holds characters that no key can have; copy it again`;
}

function headerProblem(headers: Record<string, HeaderValue>, env: NodeJS.ProcessEnv): string | null {
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string') continue;
    const text = env[value.env]?.trim();
    if (!text) return `no value for the header ${name}; set ${value.env}`;
    if (!SENDABLE_HEADER.test(text)) {
      return `the value in ${value.env} holds characters that the header ${name} cannot have; copy it again`;
    }
  }
  return null;
}

function readHeaders(headers: Record<string, HeaderValue>, env: NodeJS.ProcessEnv): Record<string, string> {
  const texts = Object.entries(headers).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : (env[value.env]?.trim() ?? ''),
  ]);
  return Object.fromEntries(texts);
}

/** The configuration's addresses are checked where it is read; this one comes from the environment. */
function addressProblem(variable: string | null, address: string | undefined): string | null {
  if (!variable || !address) return null;
  const protocol = URL.canParse(address) ? new URL(address).protocol : '';
  if (protocol === 'https:' || protocol === 'http:') return null;
  return `${variable} is no address; use one such as https://api.example.com/v1`;
}

function readKey(keyVariables: readonly string[], env: NodeJS.ProcessEnv): string | null {
  for (const variable of keyVariables) {
    const key = env[variable]?.trim();
    if (key) return key;
  }
  return null;
}

/** People write base addresses with and without the version; the SDK wants it. */
function withVersion(baseUrl: string, version: string): string {
  const trimmed = baseUrl.replace(/\/+$/, '');
  return /^https?:\/\/[^/]+$/.test(trimmed) ? `${trimmed}/${version}` : trimmed;
}

function redactKeys(text: string, providers: readonly Provider[], env: NodeJS.ProcessEnv): string {
  let redacted = text;
  for (const variable of new Set(providers.flatMap(secretVariables))) {
    const secret = env[variable]?.trim();
    if (!secret) continue;
    // A header may hold a word before its key, such as `Bearer`; an echo of it may not.
    for (const part of new Set([secret, ...secret.split(/\s+/)])) {
      if (part.length >= SECRET_CHARS_MIN) redacted = redacted.replaceAll(part, REDACTED);
    }
  }
  return redacted;
}

function secretVariables(provider: Provider): string[] {
  const ofHeaders = Object.values(provider.headers).flatMap((value) => (typeof value === 'string' ? [] : [value.env]));
  return [...provider.keyVariables, ...ofHeaders];
}
