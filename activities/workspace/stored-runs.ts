// What the store holds of runs, and how a run's commits are given up when nobody wants them any more.
import { basename, join } from 'node:path';
import { ROOT_REF, sharedRef } from '../../core/refs.js';
import type { Home } from '../home.js';
import { ensureBareRepository, exists } from './bare-repository.js';
import { bareGitClient } from './git-client.js';
import { againAfterLostRace } from './lost-race.js';
import { BARE_SUFFIX, placesOf, type UrlStore } from './places.js';
import { parseStore } from './store-address.js';
import { namesIn } from './unless-absent.js';
import { objectFormatOf, refsAtUrl, removeAtUrl } from './url-store.js';

export interface StoredRun {
  repositoryId: string;
  /** `runRefs` of the run's name: all its refs stand under it. */
  refs: string;
  /** Date of its newest commit, the base counted; null where the store is at a URL, which tells no dates. */
  newestAtMs: number | null;
}

/** Refs removed by one push. */
const REMOVED_AT_ONCE_MAX = 200;

/** Runs of all repositories. Throws `StoreProblem` and `GitError`. */
export async function listStoredRuns(home: Pick<Home, 'store'>): Promise<StoredRun[]> {
  const address = parseStore(home.store);
  return address.kind === 'folder' ? await runsInFolder(address.folder) : await runsAtUrl(address);
}

/** Drops the run's refs in the store and on this host. Doing it twice is harmless. */
export async function removeStoredRun(
  home: Pick<Home, 'store' | 'cache'>,
  { repositoryId, refs }: Pick<StoredRun, 'repositoryId' | 'refs'>,
): Promise<void> {
  const { store, mirror } = placesOf(home, { id: repositoryId });
  if (store.kind === 'url') await dropAtUrl(mirror, store, sharedRef(repositoryId, refs));
  if (await exists(mirror)) await dropIn(mirror, refs);
}

async function runsInFolder(folder: string): Promise<StoredRun[]> {
  const runs = new Map<string, StoredRun>();
  for (const name of await bareRepositoriesIn(folder)) {
    const format = '--format=%(committerdate:unix) %(refname)';
    const listing = await bareGitClient(join(folder, name)).text(['for-each-ref', format, `${ROOT_REF}/`]);
    for (const line of listing.split('\n').filter(Boolean)) {
      const [seconds = '', ref = ''] = line.split(' ');
      note(runs, basename(name, BARE_SUFFIX), ref.split('/')[2] ?? '', Number(seconds) * 1000);
    }
  }
  return [...runs.values()];
}

async function runsAtUrl(store: UrlStore): Promise<StoredRun[]> {
  const runs = new Map<string, StoredRun>();
  for (const { ref } of await refsAtUrl(store, `${ROOT_REF}/`)) {
    const [, , repositoryId = '', run = ''] = ref.split('/');
    note(runs, repositoryId, run, null);
  }
  return [...runs.values()];
}

function note(runs: Map<string, StoredRun>, repositoryId: string, run: string, atMs: number | null): void {
  const refs = `${ROOT_REF}/${run}/`;
  const known = runs.get(`${repositoryId} ${refs}`)?.newestAtMs ?? 0;
  const newestAtMs = atMs === null ? null : Math.max(atMs, known);
  runs.set(`${repositoryId} ${refs}`, { repositoryId, refs, newestAtMs });
}

async function dropIn(repository: string, refs: string): Promise<void> {
  const git = bareGitClient(repository);
  const commands = await git.text(['for-each-ref', '--format=delete %(refname)', refs]);
  if (commands === '') return;
  await againAfterLostRace(() => git.run(['update-ref', '--no-deref', '--stdin'], { input: `${commands}\n` }), {
    ours: repository,
  });
}

async function dropAtUrl(mirror: string, store: UrlStore, refs: string): Promise<void> {
  const found = await refsAtUrl(store, refs);
  const [first] = found;
  if (first) await ensureBareRepository(mirror, objectFormatOf(first.commit));
  for (let start = 0; start < found.length; start += REMOVED_AT_ONCE_MAX) {
    const some = found.slice(start, start + REMOVED_AT_ONCE_MAX);
    await removeAtUrl(
      mirror,
      store,
      some.map(({ ref }) => ref),
    );
  }
}

/** A name that begins with a dot is one that is just being made. */
export async function bareRepositoriesIn(folder: string): Promise<string[]> {
  return (await namesIn(folder)).filter((name) => name.endsWith(BARE_SUFFIX) && !name.startsWith('.'));
}
