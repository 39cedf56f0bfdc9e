// Where Nightshift keeps what outlives a command: one state folder and one cache folder for each user.
import { join } from 'node:path';
import envPaths from 'env-paths';

export interface Home {
  /** Ledger, store, local Temporal server: what must not be lost. */
  state: string;
  /** Mirrors, worktrees, dependencies, fetched programs: what can be made again. */
  cache: string;
  /** The operator's config file. */
  config: string;
}

/** `NIGHTSHIFT_HOME` puts all of it under one folder; else the platform's own places are used. */
export function findHome(env: NodeJS.ProcessEnv): Home {
  const root = env['NIGHTSHIFT_HOME'];
  if (root) return { state: join(root, 'state'), cache: join(root, 'cache'), config: join(root, 'config.yml') };
  const paths = envPaths('nightshift', { suffix: '' });
  return { state: paths.data, cache: paths.cache, config: join(paths.config, 'config.yml') };
}

/** The ledger's file; commands that only read open it themselves. */
export function ledgerFile(home: Home): string {
  return join(home.state, 'ledger.db');
}
