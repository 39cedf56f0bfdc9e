// Where Nightshift keeps what outlives a command: one state folder and one cache folder for each user.
import { join } from 'node:path';
import envPaths from 'env-paths';

const LEDGER_FILE = 'ledger.db';
const STORES_FOLDER = 'stores';

export interface Home {
  /** Ledger, store, local Temporal server: what must not be lost. */
  state: string;
  /** Mirrors, worktrees, dependencies, fetched programs: what can be made again. */
  cache: string;
  /** The operator's config file. */
  config: string;
  /** The ledger's file, or the URL of its PostgreSQL database, which may hold a password: print `nameOfLedger` of it. */
  ledger: string;
  /** Where candidates' commits lie, for all workers: a folder of bare repositories, or a git URL. */
  store: string;
}

/**
 * `NIGHTSHIFT_HOME` puts all of it under one folder; else the platform's own places are used. `NIGHTSHIFT_LEDGER` and
 * `NIGHTSHIFT_STORE` move those two to where workers on several machines share them.
 */
export function findHome(env: NodeJS.ProcessEnv): Home {
  const own = homeIn(ownFolders(env['NIGHTSHIFT_HOME']));
  return {
    ...own,
    ledger: env['NIGHTSHIFT_LEDGER'] || own.ledger,
    store: env['NIGHTSHIFT_STORE'] || own.store,
  };
}

type OwnFolders = Pick<Home, 'state' | 'cache' | 'config'>;

/** Everything under the given folders, shared with no other machine. */
export function homeIn(folders: OwnFolders): Home {
  return { ...folders, ledger: join(folders.state, LEDGER_FILE), store: join(folders.state, STORES_FOLDER) };
}

function ownFolders(root: string | undefined): OwnFolders {
  if (root) return { state: join(root, 'state'), cache: join(root, 'cache'), config: join(root, 'config.yml') };
  const paths = envPaths('nightshift', { suffix: '' });
  return { state: paths.data, cache: paths.cache, config: join(paths.config, 'config.yml') };
}
