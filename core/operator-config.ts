// What the operator decides: endpoints, prices, ceilings, sandbox, defaults. Comes from a file of the user, the
// environment and flags; never from a repository. Null means: not said, so the default stands.
import type { SandboxKind } from './command.js';
import type { PushTo } from './forge-activities.js';
import type { GeneratorSettings } from './generator.js';
import type { Price } from './price.js';
import type { RepairContext } from './repair-context.js';
import type { AcceptanceRule, DependencyRule, Gate, Optimize, Strategy, TryLimits } from './terms.js';

export type ProviderKind = 'anthropic' | 'openai' | 'google' | 'openai-compatible';

/** An endpoint that serves models. Its key is never written here, only the name of the variable that holds it. */
export interface ProviderSettings {
  kind: ProviderKind;
  /** Null: the vendor's own endpoint. An OpenAI-compatible provider always has one. */
  baseUrl: string | null;
  /** Null: the vendor's usual variable, or no key for an OpenAI-compatible endpoint. */
  apiKeyEnv: string | null;
  /** Null: the vendor of each model where the price list knows it, else the provider. One family fails together. */
  family: string | null;
  /** True for a scripted or simulated endpoint, which must say so wherever a person reads its name. */
  scripted: boolean;
  /** Sent with each request, by name. Absent: none. */
  headers?: Record<string, HeaderValue>;
  /** False for an endpoint that only answers as a whole. Absent: true. */
  stream?: boolean;
}

/** What a header says, or the name of the variable that holds it. */
export type HeaderValue = string | { env: string };

/** A model with settings of the operator's own. */
export interface NamedGenerator {
  /** `provider/model` */
  model: string;
  /** What is absent has its default. */
  settings: Partial<GeneratorSettings>;
}

/** Where issues come from. Keys are never written here, only the names of the variables that hold them. */
export interface GitHubSettings {
  /** Those that are watched, as `owner/name`. */
  repositories: string[];
  /** `github.com`, or a GitHub Enterprise server's. */
  host: string;
  /** Null: `https://api.github.com`, or `https://HOST/api/v3`. */
  apiUrl: string | null;
  /** Where repositories are cloned from and pages are read. Null: `https://HOST`. */
  webUrl: string | null;
  /** The variable that holds a token. Null: `GITHUB_TOKEN`, unless there is an App. */
  tokenEnv: string | null;
  app: { id: number; privateKeyEnv: string } | null;
  /** Null: `nightshift`. */
  label: string | null;
  pushTo: PushTo | null;
  allowWorkflowFiles: boolean;
  followLimitMs: number | null;
  revisionsMax: number | null;
  pollMs: number | null;
  webhook: WebhookSettings | null;
}

export interface WebhookSettings {
  /** Null: loopback only. */
  listenHost: string | null;
  port: number;
  /** The variable that holds the secret that GitHub signs with. */
  secretEnv: string;
}

export interface OperatorConfig {
  /** By name: the part before the slash in a generator's name. Known vendors need no entry. */
  providers: Record<string, ProviderSettings>;
  /** By the name that they have in portfolios, on receipts and in the ledger. A plain `provider/model` needs no entry. */
  generators: Record<string, NamedGenerator>;
  /** By generator name or model; each overrides the price list. */
  prices: Record<string, Price>;
  portfolio: string[] | null;
  /** No run may be given more than this. */
  budgetCeilingMicroUsd: number | null;
  budgetMicroUsd: number | null;
  /** Input and output tokens of one run. */
  budgetTokens: number | null;
  deadlineMs: number | null;
  pauseLimitMs: number | null;
  /** Tries at one task. */
  candidatesMax: number | null;
  /** Tries of `best-of-n`. */
  bestOf: number | null;
  sandbox: SandboxKind | null;
  optimize: Optimize | null;
  strategy: Strategy | null;
  decompose: boolean | null;
  gates: Gate[];
  acceptance: AcceptanceRule | null;
  repairsMax: number | null;
  repairContext: RepairContext | null;
  tryLimits: Partial<TryLimits>;
  dependencies: DependencyRule | null;
  /** Hosts that setup may reach beside the known package registries: `host`, or `host:port`. */
  registries: string[];
  /** Image in which the Docker sandbox runs commands. */
  dockerImage: string | null;
  /** Globs of paths in which what looks like a secret is none, such as samples for tests. */
  allowSecretsIn: string[];
  retention: Partial<Retention>;
  /** Installed dependencies beyond this are removed, those used longest ago first. */
  dependencyCacheBytesMax: number | null;
  github: GitHubSettings | null;
}

/** How long what ended runs leave behind is kept, from their end or their last use. */
export interface Retention {
  /** Candidates' commits in the store. */
  refsMs: number;
  /** Texts in the ledger: prompts, answers, logs. Receipts are kept for good. */
  artifactsMs: number;
  /** Installed dependencies that nobody used. */
  dependenciesMs: number;
}

export const NO_OPERATOR_CONFIG: OperatorConfig = {
  providers: {},
  generators: {},
  prices: {},
  portfolio: null,
  budgetCeilingMicroUsd: null,
  budgetMicroUsd: null,
  budgetTokens: null,
  deadlineMs: null,
  pauseLimitMs: null,
  candidatesMax: null,
  bestOf: null,
  sandbox: null,
  optimize: null,
  strategy: null,
  decompose: null,
  gates: [],
  acceptance: null,
  repairsMax: null,
  repairContext: null,
  tryLimits: {},
  dependencies: null,
  registries: [],
  dockerImage: null,
  allowSecretsIn: [],
  retention: {},
  dependencyCacheBytesMax: null,
  github: null,
};

const DAY_MS = 24 * 60 * 60_000;
export const DEFAULT_RETENTION: Retention = {
  refsMs: 30 * DAY_MS,
  artifactsMs: 90 * DAY_MS,
  dependenciesMs: 14 * DAY_MS,
};
export const DEFAULT_DEPENDENCY_CACHE_BYTES_MAX = 20_000_000_000;
