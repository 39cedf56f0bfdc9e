// What the operator's words give a process: the configuration, the providers that it may ask, and what must not leave it.
import { createProviders, type Providers } from '../../activities/models/providers.js';
import { createKnownSecrets, type KnownSecrets } from '../../activities/secrets/known-secrets.js';
import { secretValues } from '../../activities/secrets/secret-values.js';
import { connectionSecrets } from '../../workers/server/connection-secrets.js';
import type { CommandContext } from '../context.js';
import { type LoadedOperatorConfig, loadOperatorConfig } from './load-operator-config.js';

export interface Operator extends LoadedOperatorConfig {
  providers: Providers;
  /** What this process was given and must not leave it. */
  secrets: KnownSecrets;
}

/** `paths` are those of the work at hand, which are no secrets. Throws `CliProblem` for what is wrong in the file. */
export async function openOperator(
  { home, env, cwd }: Pick<CommandContext, 'home' | 'env' | 'cwd'>,
  configPath: string | undefined,
  paths: readonly string[] = [],
): Promise<Operator> {
  const loaded = await loadOperatorConfig(home, env, cwd, configPath);
  const { providers: settings, github } = loaded.config;
  const values = secretValues({ settings: { providers: settings, github }, env, more: connectionSecrets(env), paths });
  return { ...loaded, providers: createProviders(settings, env), secrets: createKnownSecrets(values) };
}
