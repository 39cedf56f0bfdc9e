// Where tests keep state: a folder of their own, with the user's own cache, so that programs are fetched once.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findHome, type Home, homeIn } from '../../activities/home.js';
import { removeFolder } from '../../activities/workspace/tidy-tree.js';

/** How the folders are named in the system's temporary folder. */
export const TEST_STATE_PREFIX = 'nightshift-test-';

export async function makeTestHome(): Promise<Home> {
  return testHome(await mkdtemp(join(tmpdir(), TEST_STATE_PREFIX)));
}

export function testHome(state: string): Home {
  return homeIn({ state, cache: findHome(process.env).cache, config: join(state, 'config.yml') });
}

/** Also what killed tests of attacks left, such as folders deeper than a path can name: no test would run before it goes. */
export async function removeTestHome({ state }: Home): Promise<void> {
  await removeFolder(state);
}

/** The environment of tests: no server of the user's, no profile, no key. */
export function testEnvironment(): NodeJS.ProcessEnv {
  const { PATH, NIGHTSHIFT_TEMPORAL_BIN, HOME } = process.env;
  const configFile = join(tmpdir(), 'no-temporal-profiles.toml');
  return {
    PATH,
    HOME,
    TEMPORAL_CONFIG_FILE: configFile,
    ...(NIGHTSHIFT_TEMPORAL_BIN ? { NIGHTSHIFT_TEMPORAL_BIN } : {}),
  };
}
