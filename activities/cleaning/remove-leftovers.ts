// Removes what killed processes left behind on this host. What a live one uses is told by its owner and stays, so this
// may be done at any time, by any number at once.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Home } from '../home.js';
import { removeLeftoverGroups } from '../sandbox/control-groups/control-groups.js';
import { CHANGES_PREFIX, overlaysIn } from '../sandbox/overlay-changes.js';
import { PROBE_PREFIX } from '../sandbox/probe-overlays.js';
import { tidyDependencies } from '../validator/dependencies/tidy-dependencies.js';
import { REPORT_PREFIX, reportsIn } from '../validator/run-tests.js';
import { orphanedWorktrees } from '../workspace/left-worktrees.js';
import { parseStore } from '../workspace/store-address.js';
import { removeWorktreeFolder } from '../workspace/worktree.js';
import { type Cleaned, type CleaningMode, removeAll } from './cleaned.js';
import { leftFolders } from './left-folders.js';

/** In the system's temporary folder: self-tests, runs without a sandbox, sockets of registries. */
const TEMPORARY = ['self-test', 'run', 'registries'].map((name) => `nightshift-${name}`);
const OVERLAYS = [CHANGES_PREFIX, PROBE_PREFIX];
const HALF_FETCHED = ['.partial'];
const HALF_MADE = ['.making'];

export interface LeftoverPlaces {
  home: Pick<Home, 'cache' | 'store'>;
  /** The system's temporary folder unless another is named. */
  temporary?: string;
}

export async function removeLeftovers(places: LeftoverPlaces, mode: CleaningMode): Promise<Cleaned[]> {
  const { home, temporary = tmpdir() } = places;
  const { nowMs } = mode;
  const programs = join(home.cache, 'programs');
  const overlays = await leftFolders(overlaysIn(home), OVERLAYS, nowMs);
  const temporaryFolders = [...(await leftFolders(temporary, TEMPORARY, nowMs)), ...overlays];
  return [
    await removeAll('leftWorktrees', await orphanedWorktrees(home, nowMs), mode, removeWorktreeFolder),
    await removeAll('reports', await leftFolders(reportsIn(home), [REPORT_PREFIX], nowMs), mode),
    await removeAll('temporaryFolders', temporaryFolders, mode),
    await removeAll('halfFetchedPrograms', await leftFolders(programs, HALF_FETCHED, nowMs), mode),
    await removeAll('halfMadeStores', await halfMadeStores(home, nowMs), mode),
    await halfMadeDependencies(home, mode),
    // Looking without removing is not offered there; they take no space.
    ...(mode.dryRun ? [] : [{ kind: 'controlGroups' as const, count: await removeLeftoverGroups(), bytes: 0 }]),
  ];
}

async function halfMadeStores({ store }: Pick<Home, 'store'>, nowMs: number): Promise<string[]> {
  const address = parseStore(store);
  return address.kind === 'folder' ? leftFolders(address.folder, HALF_MADE, nowMs) : [];
}

async function halfMadeDependencies(home: Pick<Home, 'cache'>, { nowMs, dryRun }: CleaningMode): Promise<Cleaned> {
  const everythingStays = { bytesMax: Number.POSITIVE_INFINITY, unusedMs: Number.POSITIVE_INFINITY };
  const { leftovers } = await tidyDependencies(home, { ...everythingStays, nowMs, dryRun });
  return { kind: 'halfMadeDependencies', count: leftovers, bytes: 0 };
}
