// Dependencies of a repository, installed once for each key of this host and mounted from then on. Candidates that run
// side by side, in one process or several, wait for one installation rather than make two.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_DEPENDENCY_CACHE_BYTES_MAX } from '../../../core/operator-config.js';
import type { ExpectedFailure } from '../../../core/validator.js';
import { tryFileLock } from '../../file-lock.js';
import type { DependencyCache, PreparedDependencies, PrepareInput } from '../../hands.js';
import type { Home } from '../../home.js';
import { removeFolder } from '../../workspace/tidy-tree.js';
import type { Workspace } from '../../workspace/workspace.js';
import { entryMounts, filesFolder, finishEntry, noteUse, readEntry } from './cache-entry.js';
import { cachePlaces, makeCachePlaces } from './cache-places.js';
import { diskUsage } from './disk-usage.js';
import { installDependencies } from './install-dependencies.js';
import { tidyDependencies } from './tidy-dependencies.js';
import { createWanted, type WantedDependencies } from './wanted-dependencies.js';

export interface DependencyCacheOptions {
  home: Home;
  workspace: Workspace;
  /** All installations together may take this much. Null, or absent: `DEFAULT_DEPENDENCY_CACHE_BYTES_MAX`. */
  bytesMax?: number | null;
}

/** How often whoever waits for another's installation looks again. */
const POLL_MS = 50;

type SetupFailed = ExpectedFailure<'setupFailed'>;

const NOTHING_TO_INSTALL: PreparedDependencies = {
  ok: true,
  cacheKey: 'none',
  mounts: [],
  lockfiles: {},
  release: () => undefined,
};

export function createDependencyCache(options: DependencyCacheOptions): DependencyCache {
  const { home, workspace } = options;
  const bytesMax = options.bytesMax ?? DEFAULT_DEPENDENCY_CACHE_BYTES_MAX;
  const places = cachePlaces(home);
  const wantedDependencies = createWanted(workspace);
  /** The last failure for a key: those who waited for that very try are told the same, and don't try again in turn. */
  const failures = new Map<string, { atMs: number; failure: SetupFailed }>();

  /** Keys whose installation has not yet been followed by an eviction of older ones. */
  const justMade = new Set<string>();

  async function prepare(input: PrepareInput): Promise<PreparedDependencies | SetupFailed> {
    const wanted = await wantedDependencies(input);
    if (wanted === null) return NOTHING_TO_INSTALL;
    const { key } = wanted;
    const startedAtMs = performance.now();
    await makeCachePlaces(places);
    for (;;) {
      input.signal.throwIfAborted();
      const ready = await leased(key);
      if (ready) return ready;
      const lock = tryFileLock(lockOf(key), 'exclusive');
      if (lock === null) {
        // Ends early on cancellation, which is then thrown above.
        await sleep(POLL_MS, undefined, { signal: input.signal }).catch(() => undefined);
        continue;
      }
      const failure = await installLocked(input, wanted, startedAtMs).finally(lock.release);
      if (failure) return failure;
      justMade.add(key);
    }
  }

  /** The installation with a lease that keeps it from being evicted, or null while it is not there or not to be had. */
  async function leased(key: string): Promise<PreparedDependencies | null> {
    if ((await readEntry(places, key)) === null) return null;
    const lease = tryFileLock(lockOf(key), 'shared');
    if (lease === null) return null;
    try {
      const contents = await readEntry(places, key);
      if (contents) {
        await noteUse(places, key);
        // With the lease in hand, so that what was just made is never what has to go.
        if (justMade.delete(key)) await makeRoom();
        const mounts = entryMounts(places, key, contents);
        return { ok: true, cacheKey: key, mounts, lockfiles: contents.lockfiles, release: lease.release };
      }
    } catch (error) {
      lease.release();
      throw error;
    }
    lease.release();
    return null;
  }

  /** Null when the installation is there, by us or by whoever had the lock before. */
  async function installLocked(
    input: PrepareInput,
    wanted: WantedDependencies,
    askedAtMs: number,
  ): Promise<SetupFailed | null> {
    if (await readEntry(places, wanted.key)) return null;
    const failed = failures.get(wanted.key);
    if (failed && failed.atMs > askedAtMs) return failed.failure;
    const failure = await install(input, wanted);
    if (failure) failures.set(wanted.key, { atMs: performance.now(), failure });
    else failures.delete(wanted.key);
    return failure;
  }

  function lockOf(key: string): string {
    return join(places.locks, key);
  }

  /** Under the key's lock: whatever is left half-made under it belongs to a dead installer. */
  async function install(input: PrepareInput, wanted: WantedDependencies): Promise<SetupFailed | null> {
    const staging = join(places.staging, wanted.key);
    await removeFolder(staging);
    try {
      const installed = await installDependencies(workspace, input, wanted, staging);
      if (!installed.ok) return installed;
      const { paths, lockfiles } = installed;
      const bytes = await diskUsage(filesFolder(staging));
      await finishEntry(places, wanted.key, staging, { paths, bytes, lockfiles });
      return null;
    } finally {
      await removeFolder(staging);
    }
  }

  async function makeRoom(): Promise<void> {
    await tidyDependencies(home, { bytesMax, unusedMs: Number.POSITIVE_INFINITY, nowMs: Date.now() });
  }

  return { prepare };
}
