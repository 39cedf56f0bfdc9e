// Dependencies of a repository, installed once for each key and mounted read-only from then on. Candidates that run
// side by side wait for one installation rather than make two.
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import lockfile from 'proper-lockfile';
import type { DependencyCache, PreparedDependencies, PrepareInput } from '../hands.js';
import type { Home } from '../home.js';
import type { SandboxMount } from '../sandbox/sandbox.js';
import { errorCode } from '../workspace/error-code.js';
import type { Workspace } from '../workspace/workspace.js';
import { dependencyKey } from './dependency-key.js';
import { installDependencies, scratchFolders } from './install-dependencies.js';

const LOCK_STALE_MS = 20_000;
const LOCK_UPDATE_MS = 4_000;
const LOCK_RETRY_MS = 200;

/** Names the paths of a finished installation; written into it before it gets its name. */
const CONTENTS_FILE = 'contents.json';
const FILES_FOLDER = 'files';

export function createDependencyCache({ home, workspace }: { home: Home; workspace: Workspace }): DependencyCache {
  const root = join(home.cache, 'dependencies');
  return {
    async prepare(input) {
      const { setup } = input.validator;
      if (setup === null) return { ok: true, cacheKey: 'none', mounts: [] };
      const key = await dependencyKey(workspace, input);
      const ready = await finished(root, key);
      if (ready) return ready;
      await mkdir(root, { recursive: true });
      const unlock = await lockFor(join(root, key), input.signal, input.validator.setupTimeoutMs);
      try {
        return (await finished(root, key)) ?? (await install(root, key, workspace, input, setup));
      } finally {
        await unlock();
      }
    },
  };
}

/** The installation as mounts, or null when it is not there. It gets its name by a rename, so it is whole or absent. */
async function finished(root: string, key: string): Promise<PreparedDependencies | null> {
  const folder = join(root, key);
  const contents = await readContents(join(folder, CONTENTS_FILE));
  if (!contents) return null;
  const mounts = contents.map((path): SandboxMount => {
    const source = join(folder, FILES_FOLDER, path);
    return { source, target: `/w/${path}`, access: 'readOnly', scratch: scratchFolders(path) };
  });
  return { ok: true, cacheKey: key, mounts };
}

async function readContents(path: string): Promise<string[] | null> {
  try {
    const contents: string[] = JSON.parse(await readFile(path, 'utf8'));
    return contents;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

async function install(root: string, key: string, workspace: Workspace, input: PrepareInput, setup: string) {
  const staging = join(root, `${key}.staging-${randomUUID()}`);
  try {
    const installed = await installDependencies(workspace, input, setup, join(staging, FILES_FOLDER));
    if (!installed.ok) return installed;
    await writeFile(join(staging, CONTENTS_FILE), JSON.stringify(installed.paths));
    await rename(staging, join(root, key));
    const ready = await finished(root, key);
    if (!ready) throw new Error(`the installation ${key} vanished while it was made`);
    return ready;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Waits for whoever installs under the same key; a holder that died gives way after a short time. */
async function lockFor(path: string, signal: AbortSignal, waitMs: number): Promise<() => Promise<void>> {
  return lockfile.lock(path, {
    realpath: false,
    stale: LOCK_STALE_MS,
    update: LOCK_UPDATE_MS,
    retries: {
      retries: Math.ceil(waitMs / LOCK_RETRY_MS),
      factor: 1,
      minTimeout: LOCK_RETRY_MS,
      maxTimeout: LOCK_RETRY_MS,
      ...(signal.aborted ? { retries: 0 } : {}),
    },
  });
}
