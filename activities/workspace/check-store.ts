// Whether the store can be used, asked before anything is started.
import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT_REF } from '../../core/refs.js';
import type { Home } from '../home.js';
import { exists } from './bare-repository.js';
import { STORE_TOKEN_VARIABLE } from './git-access.js';
import { GitError, withoutCredentials } from './git-error.js';
import type { UrlStore } from './places.js';
import { parseStore, type StoreAddress, StoreProblem, type StoreProtocol } from './store-address.js';
import { refsAtUrl } from './url-store.js';

const ADVICE: Record<StoreProtocol, string> = {
  file: 'check that a bare repository is there ("git init --bare")',
  http: `check the URL, and ${STORE_TOKEN_VARIABLE} where the server asks who you are`,
  https: `check the URL, and ${STORE_TOKEN_VARIABLE} where the server asks who you are`,
  ssh: 'check the URL, and that ssh logs in there without asking anything',
};

/** What it is, for people. Throws `StoreProblem`. */
export async function checkStore(home: Pick<Home, 'store'>): Promise<string> {
  const address = parseStore(home.store);
  if (address.kind === 'folder') await checkFolder(address.folder);
  else await checkUrl(address);
  return describe(address);
}

async function checkFolder(folder: string): Promise<void> {
  const probe = join(folder, `.probe-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    throw new StoreProblem(`the store ${folder} cannot be written; name another by NIGHTSHIFT_STORE. ${String(error)}`);
  }
  if ((await exists(join(folder, 'HEAD'))) && (await exists(join(folder, 'objects')))) {
    throw new StoreProblem(
      `the store ${folder} is itself a git repository; name an empty folder, or this one as file://${folder}`,
    );
  }
}

async function checkUrl(store: UrlStore): Promise<void> {
  try {
    await refsAtUrl(store, `${ROOT_REF}/none/`);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new StoreProblem(
      `the store ${withoutCredentials(store.url)} cannot be reached; ${ADVICE[store.protocol]}. ${error.message}`,
    );
  }
}

function describe(address: StoreAddress): string {
  return address.kind === 'folder' ? address.folder : withoutCredentials(address.url);
}
