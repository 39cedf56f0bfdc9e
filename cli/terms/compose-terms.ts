// Puts flags, the repository's and the operator's configuration together into the terms of a run. Flags are the
// operator's own words and come first; the repository chooses within the rest.
import type { GeneratorSources } from '../../activities/models/generators.js';
import type { SandboxKind } from '../../core/command.js';
import type { OperatorConfig } from '../../core/operator-config.js';
import type { RepositoryConfig } from '../../core/repository-config.js';
import {
  DEFAULT_REPAIRS_MAX,
  DEFAULT_TRY_LIMITS,
  DEFAULT_VALIDATOR_TERMS,
  type Gate,
  type Optimize,
  type Strategy,
  type Terms,
} from '../../core/terms.js';
import { budgetOf } from './budget-of.js';
import { portfolioOf } from './portfolio-of.js';

/** What was typed; null or absent where nothing was. */
export interface TermsFlags {
  budgetMicroUsd: number | null;
  budgetTokens: number | null;
  deadlineMs: number | null;
  bestOf: number | null;
  portfolio: string[] | null;
  optimize: Optimize | null;
  strategy: Strategy | null;
  /** False for `--no-decompose`; a flag never forces a split. */
  decompose: false | null;
  /** False for `--no-tests`; a flag never asks for tests. */
  tests: false | null;
  sandbox: SandboxKind | null;
  test: string | null;
  setup: string | null;
  /** Stages behind which the run waits for a person. Empty: none are asked for. */
  gates: Gate[];
}

export const NO_TERMS_FLAGS: TermsFlags = {
  budgetMicroUsd: null,
  budgetTokens: null,
  deadlineMs: null,
  bestOf: null,
  portfolio: null,
  optimize: null,
  strategy: null,
  decompose: null,
  tests: null,
  sandbox: null,
  test: null,
  setup: null,
  gates: [],
};

export interface TermsSources {
  flags: TermsFlags;
  repository: RepositoryConfig;
  operator: OperatorConfig;
  operatorFile: string;
  generators: GeneratorSources;
  platform: NodeJS.Platform;
}

export interface ComposedTerms {
  terms: Terms;
  /** What people should know about how the terms came about. */
  notes: string[];
}

/** Throws `CliProblem` for what nobody may choose. */
export function composeTerms(sources: TermsSources): ComposedTerms {
  const { flags, repository, operator, operatorFile, generators } = sources;
  const budgetMicroUsd = budgetOf({
    flagMicroUsd: flags.budgetMicroUsd,
    repositoryMicroUsd: repository.budgetMicroUsd,
    operatorMicroUsd: operator.budgetMicroUsd,
    ceilingMicroUsd: operator.budgetCeilingMicroUsd,
    operatorFile,
  });
  const { portfolio, notes } = portfolioOf({
    flag: flags.portfolio,
    repository: repository.portfolio,
    operator: operator.portfolio,
    operatorFile,
    generators,
  });
  const terms: Terms = {
    budgetMicroUsd,
    ...limitsOf(sources),
    optimize: flags.optimize ?? repository.optimize ?? operator.optimize ?? 'cost',
    strategy:
      flags.strategy ?? (flags.bestOf === null ? (repository.strategy ?? operator.strategy) : 'best-of-n') ?? 'cascade',
    portfolio,
    decompose: flags.decompose ?? repository.decompose ?? operator.decompose ?? true,
    sandbox: flags.sandbox ?? operator.sandbox ?? defaultSandbox(sources.platform),
    validator: {
      ...DEFAULT_VALIDATOR_TERMS,
      ...(operator.acceptance === null ? {} : { acceptance: operator.acceptance }),
      ...repository.validator,
      ...(flags.tests === null ? {} : { acceptance: 'given' }),
      ...(flags.test === null ? {} : { test: flags.test }),
      ...(flags.setup === null ? {} : { setup: flags.setup }),
      ...(operator.dependencies === null ? {} : { dependencies: operator.dependencies }),
    },
    tryLimits: { ...DEFAULT_TRY_LIMITS, ...operator.tryLimits },
    repairsMax: operator.repairsMax ?? DEFAULT_REPAIRS_MAX,
    ...(operator.repairContext === null ? {} : { repairContext: operator.repairContext }),
    // Whoever asks for a gate has one: it tightens.
    gates: [...new Set([...flags.gates, ...repository.gates, ...operator.gates])],
  };
  return { terms, notes: [...notInForce(terms), ...notes] };
}

type Limits = Pick<Terms, 'budgetTokens' | 'deadlineMs' | 'pauseLimitMs' | 'candidatesMax' | 'bestOf'>;

/** Limits that somebody set; a repository can only shorten the operator's time. */
function limitsOf({ flags, repository, operator }: TermsSources): Limits {
  const deadlines = [repository.deadlineMs, operator.deadlineMs].flatMap((ms) => ms ?? []);
  const limits = {
    budgetTokens: flags.budgetTokens ?? operator.budgetTokens,
    deadlineMs: flags.deadlineMs ?? (deadlines.length === 0 ? null : Math.min(...deadlines)),
    pauseLimitMs: operator.pauseLimitMs,
    candidatesMax: operator.candidatesMax,
    bestOf: flags.bestOf ?? operator.bestOf,
  };
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== null));
}

export function defaultSandbox(platform: NodeJS.Platform): SandboxKind {
  return platform === 'linux' ? 'bubblewrap' : 'docker';
}

/** A wish that is not acted on must not look as if it were. */
function notInForce({ optimize }: Terms): string[] {
  if (optimize === 'cost') return [];
  return [`optimize: ${optimize} is understood, but this version does not act on it`];
}
