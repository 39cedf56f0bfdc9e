// The providers that this process may ask: the built-in vendors and those of the operator's config. Keys are read
// from the environment, by name, when a model is asked, and nowhere else.
import type { LanguageModelV3 } from '@ai-sdk/provider';
import type { Generator } from '../../core/generator.js';
import type { ProviderKind, ProviderSettings } from '../../core/operator-config.js';
import { failure } from '../failure.js';
import { languageModel } from './language-model.js';

export interface Provider {
  name: string;
  kind: ProviderKind;
  /** Null: the vendor's own endpoint. */
  baseUrl: string | null;
  /** Variables that may hold its key, the usual one first; empty when it wants none. */
  keyVariables: string[];
  family: string | null;
  scripted: boolean;
  /** What keeps it from being asked, with the way out; null when it can be. */
  problem: string | null;
}

export interface Providers {
  /** Null when no provider has this name. */
  find(name: string): Provider | null;
  names(): string[];
  /** Throws `UnknownProvider` when this worker has no such provider or no key for it. */
  languageModel(generator: Pick<Generator, 'name' | 'provider' | 'model'>): LanguageModelV3;
  /** The text without the value of any key that this process knows. */
  redact(text: string): string;
}

interface BuiltIn {
  kind: ProviderKind;
  keyVariables: string[];
  baseUrlVariable: string | null;
}

const BUILT_IN: Record<string, BuiltIn> = {
  anthropic: { kind: 'anthropic', keyVariables: ['ANTHROPIC_API_KEY'], baseUrlVariable: 'ANTHROPIC_BASE_URL' },
  openai: { kind: 'openai', keyVariables: ['OPENAI_API_KEY'], baseUrlVariable: 'OPENAI_BASE_URL' },
  google: {
    kind: 'google',
    keyVariables: ['GEMINI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
    baseUrlVariable: null,
  },
};

/** A shorter value is no secret, and blotting it out would make texts unreadable. */
const SECRET_CHARS_MIN = 8;
/** Printable ASCII without spaces: keys travel in a header, and most are copied by hand. */
const SENDABLE_KEY = /^[\x21-\x7e]+$/;
const REDACTED = '[key removed]';

export function createProviders(config: Record<string, ProviderSettings>, env: NodeJS.ProcessEnv): Providers {
  const providers = new Map<string, Provider>();
  for (const [name, builtIn] of Object.entries(BUILT_IN)) providers.set(name, fromBuiltIn(name, builtIn, env));
  for (const [name, settings] of Object.entries(config)) providers.set(name, fromSettings(name, settings, env));

  return {
    find: (name) => providers.get(name) ?? null,
    names: () => [...providers.keys()],
    languageModel(generator) {
      const provider = providers.get(generator.provider);
      if (!provider) throw failure('UnknownProvider', unknownProvider(generator.name, [...providers.keys()]));
      if (provider.problem) throw failure('UnknownProvider', `${generator.name}: ${provider.problem}`);
      return languageModel({ ...provider, apiKey: readKey(provider.keyVariables, env) }, generator.model);
    },
    redact: (text) => redactKeys(text, [...providers.values()], env),
  };
}

/** The message for a generator whose provider nobody named. */
export function unknownProvider(generator: string, known: readonly string[]): string {
  return `${generator}: no such provider; known are ${known.join(', ')}, others are named under "providers" in the operator's config`;
}

function fromBuiltIn(name: string, builtIn: BuiltIn, env: NodeJS.ProcessEnv): Provider {
  const { kind, keyVariables, baseUrlVariable } = builtIn;
  const baseUrl = baseUrlVariable ? env[baseUrlVariable] : undefined;
  return {
    name,
    kind,
    baseUrl: baseUrl ? withVersion(baseUrl) : null,
    keyVariables,
    family: name,
    scripted: false,
    problem: addressProblem(baseUrlVariable, baseUrl) ?? keyProblem(keyVariables, env),
  };
}

function fromSettings(name: string, settings: ProviderSettings, env: NodeJS.ProcessEnv): Provider {
  const usual = settings.kind === 'openai-compatible' ? [] : (BUILT_IN[settings.kind]?.keyVariables ?? []);
  const keyVariables = settings.apiKeyEnv ? [settings.apiKeyEnv] : usual;
  const noUrl = settings.kind === 'openai-compatible' && !settings.baseUrl;
  return {
    name,
    kind: settings.kind,
    baseUrl: settings.baseUrl,
    keyVariables,
    family: settings.family,
    scripted: settings.scripted,
    problem: noUrl ? `provider ${name} has no baseUrl in the operator's config` : keyProblem(keyVariables, env),
  };
}

function keyProblem(keyVariables: readonly string[], env: NodeJS.ProcessEnv): string | null {
  const variables = keyVariables.join(' or ');
  const key = readKey(keyVariables, env);
  if (key === null) return keyVariables.length === 0 ? null : `no key; set ${variables}`;
  return SENDABLE_KEY.test(key) ? null : `the key in ${variables} holds characters that no key can have; copy it again`;
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
function withVersion(baseUrl: string): string {
  const trimmed = baseUrl.replace(/\/+$/, '');
  return /^https?:\/\/[^/]+$/.test(trimmed) ? `${trimmed}/v1` : trimmed;
}

function redactKeys(text: string, providers: readonly Provider[], env: NodeJS.ProcessEnv): string {
  let redacted = text;
  for (const variable of new Set(providers.flatMap((provider) => provider.keyVariables))) {
    const key = env[variable]?.trim();
    if (key && key.length >= SECRET_CHARS_MIN) redacted = redacted.replaceAll(key, REDACTED);
  }
  return redacted;
}
