// The Temporal server that all test files of one jest run share: the product's own, with its state in a temporary folder.
import { readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopServer } from '../../workers/server/keep-server.js';
import { openServer } from '../../workers/server/open-server.js';
import { makeTestHome, removeTestHome, TEST_STATE_PREFIX, testEnvironment, testHome } from './test-home.js';

export interface SharedServer {
  address: string;
  stop(): Promise<void>;
}

/** What a killed test run left behind is cleared away after this time, its server included; no test takes as long. */
const LEFTOVER_AGE_MS = 600_000;

export async function startSharedServer(): Promise<SharedServer> {
  await removeLeftovers();
  const home = await makeTestHome();
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const lease = await openServer({ home, env: testEnvironment(), say, keep: false });
  return {
    address: lease.address,
    async stop() {
      await lease.release();
      await removeTestHome(home);
    },
  };
}

async function removeLeftovers(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(TEST_STATE_PREFIX));
  for (const name of names) {
    const home = testHome(join(tmpdir(), name));
    const found = await stat(home.state).catch(() => null);
    if (!found || Date.now() - found.mtimeMs < LEFTOVER_AGE_MS) continue;
    const end = await stopServer({ home, env: testEnvironment(), say: () => undefined });
    if (end !== 'inUse') await removeTestHome(home);
  }
}
