// The operator's config file. Keys for endpoints never stand in it, only the names of the variables that hold them.
import { z } from 'zod';
import type { HeaderValue, OperatorConfig, ProviderSettings } from '../core/operator-config.js';
import { CANDIDATES_IN_RUN_MAX } from '../core/slim-candidates.js';
import { generators } from './generators.js';
import { githubSettings } from './github-settings.js';
import { prices } from './prices.js';
import { type ReadConfig, readConfig } from './read-config.js';
import {
  acceptance,
  bestOf,
  duration,
  flag,
  gates,
  hostName,
  optimize,
  portfolio,
  repairContext,
  sandboxKind,
  strategy,
  tokenCap,
  usd,
  variableName,
  wholeNumber,
} from './values.js';

const PROVIDER_NAME = /^[a-z0-9][\w.-]*$/i;
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_TEXT = /^[\x21-\x7e](?:[\x20-\x7e]{0,998}[\x21-\x7e])?$/;
const SECRET_HEADER = /authorization|cookie|key|token|secret|password/i;
const REPAIRS_MAX = 20;
const TURNS_MAX = 500;
const REQUEST_BYTES_MIN = 20_000;
const REQUEST_BYTES_MAX = 8_000_000;
const CACHE_GIGABYTES_MAX = 10_000;
const BYTES_PER_GIGABYTE = 1_000_000_000;

const url = z
  .url({ protocol: /^https?$/, error: 'use an address such as https://api.example.com/v1' })
  .refine((text) => !/^https?:\/\/[^/]*@/.test(text), {
    error: 'leave name and password out; keys come from the variable that apiKeyEnv names',
  });

const headerValue = z.union(
  [z.string().regex(HEADER_TEXT), z.strictObject({ env: variableName('use the name of an environment variable') })],
  { error: 'use a line of plain text, or { env: NAME } with the name of the variable that holds it' },
) satisfies z.ZodType<HeaderValue>;

/** A problem is told at a place where nothing stands, so that a key is not shown to say that it must not be there. */
const headers = z
  .record(z.string().regex(HEADER_NAME, { error: 'use the name of a header, such as X-Title' }), headerValue, {
    error: 'use { X-Title: nightshift, X-Gateway-Key: { env: GATEWAY_KEY } }',
  })
  .superRefine((value, context) => {
    for (const name of Object.keys(value)) {
      if (typeof value[name] !== 'string' || !SECRET_HEADER.test(name)) continue;
      context.addIssue({
        code: 'custom',
        path: [name, 'env'],
        message: 'name the environment variable that holds it: { env: NAME }; secrets do not stand in this file',
      });
    }
  });

const provider = z
  .strictObject(
    {
      kind: z.enum(['anthropic', 'openai', 'google', 'openai-compatible'], {
        error: 'use anthropic, openai, google or openai-compatible',
      }),
      baseUrl: url.optional(),
      apiKeyEnv: variableName('use the name of an environment variable, never the key itself').optional(),
      family: z.string({ error: 'use the name of a vendor, such as zai' }).min(1).optional(),
      scripted: flag.optional(),
      headers: headers.optional(),
      stream: flag.optional(),
    },
    { error: 'use { kind: openai-compatible, baseUrl: "https://api.example.com/v1", apiKeyEnv: EXAMPLE_API_KEY }' },
  )
  .refine((value) => value.kind !== 'openai-compatible' || value.baseUrl !== undefined, {
    error: 'an openai-compatible provider needs a baseUrl',
  })
  .transform(
    (value): ProviderSettings => ({
      kind: value.kind,
      baseUrl: value.baseUrl ?? null,
      apiKeyEnv: value.apiKeyEnv ?? null,
      family: value.family ?? null,
      scripted: value.scripted ?? false,
      ...(value.headers === undefined ? {} : { headers: value.headers }),
      ...(value.stream === undefined ? {} : { stream: value.stream }),
    }),
  );

/** One that matches everything would switch the scan off by a slip. */
const glob = z
  .string({ error: 'use a path, such as test/fixtures/**' })
  .regex(/[^*/.]/, { error: 'name a folder or a file; all paths at once cannot be left out' });

const providerName = z
  .string()
  .regex(PROVIDER_NAME, { error: 'name a provider with letters, digits, dots and hyphens, such as zai' });

const limits = z
  .strictObject(
    {
      turns: wholeNumber(1, TURNS_MAX).optional(),
      wallTime: duration.optional(),
      candidates: wholeNumber(1, CANDIDATES_IN_RUN_MAX).optional(),
      pause: duration.optional(),
      requestBytes: wholeNumber(REQUEST_BYTES_MIN, REQUEST_BYTES_MAX).optional(),
    },
    { error: 'use { turns: 30, wallTime: 30m }' },
  )
  .default({});

type Limits = z.output<typeof limits>;

/** Limits of one try. */
function tryLimits({ turns, wallTime, requestBytes }: Limits): OperatorConfig['tryLimits'] {
  return {
    ...(turns === undefined ? {} : { turns }),
    ...(wallTime === undefined ? {} : { wallTimeMs: wallTime }),
    ...(requestBytes === undefined ? {} : { requestBytes }),
  };
}

/** Limits of a whole run. */
function runLimits({ candidates, pause }: Limits): Pick<OperatorConfig, 'pauseLimitMs' | 'candidatesMax'> {
  return { pauseLimitMs: pause ?? null, candidatesMax: candidates ?? null };
}

const operatorConfig = z
  .strictObject({
    providers: z.record(providerName, provider, { error: 'use a name and settings for each provider' }).default({}),
    generators,
    prices,
    portfolio: portfolio.optional(),
    budget: usd.optional(),
    budgetCeiling: usd.optional(),
    tokens: tokenCap.optional(),
    deadline: duration.optional(),
    bestOf: bestOf.optional(),
    sandbox: sandboxKind.optional(),
    optimize: optimize.optional(),
    strategy: strategy.optional(),
    decompose: flag.optional(),
    gates,
    acceptance: acceptance.optional(),
    repairs: wholeNumber(0, REPAIRS_MAX).optional(),
    repairContext: repairContext.optional(),
    limits,
    dependencies: z.enum(['frozen', 'allow'], { error: 'use frozen or allow' }).optional(),
    registries: z
      .array(hostName('registry.example.com'), { error: 'use a list of hosts, such as [registry.example.com]' })
      .default([]),
    dockerImage: z
      .string({ error: 'use the name of an image' })
      .min(1, { error: 'use the name of an image' })
      .optional(),
    allowSecretsIn: z.array(glob, { error: 'use a list of paths, such as [test/fixtures/**]' }).default([]),
    retention: z
      .strictObject(
        { refs: duration.optional(), artifacts: duration.optional(), dependencies: duration.optional() },
        { error: 'use { refs: 720h, artifacts: 2160h, dependencies: 336h }' },
      )
      .default({}),
    dependencyCacheGigabytes: wholeNumber(1, CACHE_GIGABYTES_MAX).optional(),
    github: githubSettings.optional(),
  })
  .transform((value) => ({
    providers: value.providers,
    generators: value.generators,
    prices: value.prices,
    portfolio: value.portfolio ?? null,
    budgetMicroUsd: value.budget ?? null,
    budgetCeilingMicroUsd: value.budgetCeiling ?? null,
    sandbox: value.sandbox ?? null,
    optimize: value.optimize ?? null,
    strategy: value.strategy ?? null,
    decompose: value.decompose ?? null,
    gates: value.gates,
    acceptance: value.acceptance ?? null,
    repairsMax: value.repairs ?? null,
    repairContext: value.repairContext ?? null,
    tryLimits: tryLimits(value.limits),
    budgetTokens: value.tokens ?? null,
    deadlineMs: value.deadline ?? null,
    ...runLimits(value.limits),
    bestOf: value.bestOf ?? null,
    dependencies: value.dependencies ?? null,
    registries: value.registries,
    dockerImage: value.dockerImage ?? null,
    allowSecretsIn: value.allowSecretsIn,
    retention: {
      ...(value.retention.refs === undefined ? {} : { refsMs: value.retention.refs }),
      ...(value.retention.artifacts === undefined ? {} : { artifactsMs: value.retention.artifacts }),
      ...(value.retention.dependencies === undefined ? {} : { dependenciesMs: value.retention.dependencies }),
    },
    github: value.github ?? null,
    dependencyCacheBytesMax:
      value.dependencyCacheGigabytes === undefined ? null : value.dependencyCacheGigabytes * BYTES_PER_GIGABYTE,
  })) satisfies z.ZodType<OperatorConfig>;

/** Reads the operator's config; `file` is the path that the messages name. */
export function readOperatorConfig(text: string, file: string): ReadConfig<OperatorConfig> {
  return readConfig(text, file, operatorConfig);
}
