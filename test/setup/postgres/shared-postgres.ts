// The PostgreSQL server that all test files of one jest run share: started by the first that asks for it, ended with the
// run. What a killed run left behind goes when the next one begins.
import { mkdir, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownedName, ownerOf } from '../../../activities/owned-name.js';
import { withFileLock } from '../../../workers/with-file-lock.js';
import { OWN_SERVER_VARIABLE } from './postgres-programs.js';
import { removePostgres, startPostgres, urlIn } from './postgres-server.js';

/** How the folder's name travels from jest's global setup to its workers. */
export const POSTGRES_FOLDER_VARIABLE = 'NIGHTSHIFT_TEST_POSTGRES_FOLDER';

const PREFIX = 'nightshift-postgres';
const PUBLIC_FOLDER_MODE = 0o755;
const START_TIMEOUT_MS = 60_000;

/** A folder for the server, should one be asked for. Nothing is started yet. */
export async function makePostgresFolder(): Promise<string> {
  for (const name of await readdir(tmpdir())) {
    if (name.startsWith(`${PREFIX}-`) && (await ownerOf(name)) === 'dead') await removePostgres(join(tmpdir(), name));
  }
  const folder = join(tmpdir(), await ownedName(PREFIX));
  await mkdir(folder, { mode: PUBLIC_FOLDER_MODE });
  return folder;
}

/** URL of a server on which databases may be made: the one that the environment names, or the one of this run. */
export async function sharedPostgres(): Promise<string> {
  const own = process.env[OWN_SERVER_VARIABLE];
  if (own) return own;
  const folder = process.env[POSTGRES_FOLDER_VARIABLE];
  if (!folder)
    throw new Error(`${POSTGRES_FOLDER_VARIABLE} is not set: run tests through jest with the project's config`);
  const options = { waitMs: START_TIMEOUT_MS, onWait: () => undefined };
  return withFileLock(join(folder, 'lock'), options, async () => {
    return (await urlIn(folder)) ?? (await startPostgres({ folder, durable: false }));
  });
}
