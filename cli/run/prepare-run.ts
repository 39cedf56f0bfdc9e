// Everything that can be wrong with what was typed or written, found before anything is started and before money is
// spent: spec, repository, configuration, budget, models, prices, keys.
import { resolve } from 'node:path';
import { createProviders, type Providers } from '../../activities/models/providers.js';
import { findRepository } from '../../activities/workspace/find-repository.js';
import type { OperatorConfig } from '../../core/operator-config.js';
import type { RepositoryRef } from '../../core/repository.js';
import type { Terms } from '../../core/terms.js';
import { loadOperatorConfig } from '../config/load-operator-config.js';
import { loadRepositoryConfig } from '../config/load-repository-config.js';
import type { CommandContext } from '../context.js';
import { givenTests } from '../spec/given-tests.js';
import { type LoadedSpec, loadSpec } from '../spec/load-spec.js';
import { composeTerms, type TermsFlags } from '../terms/compose-terms.js';

export interface RunOptions {
  specPath: string;
  /** As typed. */
  repositoryPath: string;
  configPath: string | undefined;
  /** Test files of the working tree that judge, as typed. */
  acceptancePaths: string[];
  flags: TermsFlags;
  keep: boolean;
  retry: boolean;
}

export interface PreparedRun {
  spec: LoadedSpec;
  repository: RepositoryRef;
  terms: Terms;
  providers: Providers;
  operator: OperatorConfig;
  /** What people should know before it starts. */
  notes: string[];
}

/** Throws `CliProblem` or `RepositoryProblem` for the first thing that is wrong. */
export async function prepareRun(context: CommandContext, options: RunOptions): Promise<PreparedRun> {
  const { env, cwd, home } = context;
  const alone = await loadSpec(options.specPath, cwd);
  const repository = await findRepository(resolve(cwd, options.repositoryPath));
  const given = await givenTests(options.acceptancePaths, cwd, repository.url);
  const spec = given.paths.length === 0 ? alone : await loadSpec(options.specPath, cwd, given);
  const repositoryConfig = await loadRepositoryConfig(repository);
  const operator = await loadOperatorConfig(home, env, cwd, options.configPath);
  const providers = createProviders(operator.config.providers, env);
  const { terms, notes } = composeTerms({
    flags: options.flags,
    repository: repositoryConfig,
    operator: operator.config,
    operatorFile: operator.file,
    generators: { providers, generators: operator.config.generators, priceOverrides: operator.config.prices },
    platform: process.platform,
  });
  return { spec, repository, terms, providers, operator: operator.config, notes: [...ignoredIn(spec), ...notes] };
}

function ignoredIn({ source, ignoredKeys }: LoadedSpec): string[] {
  if (ignoredKeys.length === 0) return [];
  return [
    `${source}: nothing acts on ${ignoredKeys.join(', ')} in its front matter; it may have title, acceptance and ` +
      'mayChange, and all else is set by flags or in nightshift.yml',
  ];
}
