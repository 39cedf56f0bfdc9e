// The store behind a git URL: the only commands of ours that leave this machine. One repository serves all, so refs in
// it carry the id of the repository that they belong to.
import { devNull } from 'node:os';
import { sharedRef } from '../../core/refs.js';
import type { ObjectFormat } from './bare-repository.js';
import { storeAccess } from './git-access.js';
import { bareGitClient, gitClient } from './git-client.js';
import { RECEIVE_PACK, UPLOAD_PACK } from './git-options.js';
import { againAfterLostRace } from './lost-race.js';
import type { UrlStore } from './places.js';

/** In a mirror: what came from the store. git tells the store of it, so that it sends only what is new. */
export const FETCHED_REFS = 'refs/fetched/';

const PUSH = ['push', '--atomic', '--no-verify', '--recurse-submodules=no'];
const FETCH = ['fetch', '--no-tags', '--no-write-fetch-head', '--update-shallow', '--no-auto-gc'];
const SHA256_HEX_CHARS = 64;

export interface RemoteRef {
  ref: string;
  commit: string;
}

export async function fetchFromUrl(mirror: string, store: UrlStore, commit: string): Promise<void> {
  const args = [...FETCH, ...otherSide(store, UPLOAD_PACK), '--', store.url, `+${commit}:${FETCHED_REFS}${commit}`];
  await againAfterLostRace(() => bareGitClient(mirror).run(args, { access: storeAccess(store) }), { ours: mirror });
}

/** The newest commit under a name wins. */
export async function pushToUrl(
  mirror: string,
  store: UrlStore,
  { repositoryId, commit, ref }: { repositoryId: string; commit: string; ref: string },
): Promise<void> {
  await push(mirror, store, [`+${commit}:${sharedRef(repositoryId, ref)}`]);
}

/** Names are those in the store. */
export async function removeAtUrl(mirror: string, store: UrlStore, refs: readonly string[]): Promise<void> {
  await push(
    mirror,
    store,
    refs.map((ref) => `:${ref}`),
  );
}

/** Refs of the store under a prefix that ends with a slash. Needs no mirror. */
export async function refsAtUrl(store: UrlStore, prefix: string): Promise<RemoteRef[]> {
  const args = ['ls-remote', ...otherSide(store, UPLOAD_PACK), '--', store.url, `${prefix}*`];
  const listing = await gitClient({ cwd: '/', gitDir: devNull }).text(args, { access: storeAccess(store) });
  const refs = listing.split('\n').map((line) => line.split('\t'));
  return refs.flatMap(([commit = '', ref = '']) => (ref.startsWith(prefix) ? [{ ref, commit }] : []));
}

export function objectFormatOf(commit: string): ObjectFormat {
  return commit.length === SHA256_HEX_CHARS ? 'sha256' : 'sha1';
}

async function push(mirror: string, store: UrlStore, refspecs: readonly string[]): Promise<void> {
  const args = [...PUSH, ...otherSide(store, RECEIVE_PACK), '--', store.url, ...refspecs];
  await againAfterLostRace(() => bareGitClient(mirror).run(args, { access: storeAccess(store) }));
}

/** The git on the other side is ours to set up only where it runs on this machine. */
function otherSide({ protocol }: UrlStore, option: string): string[] {
  return protocol === 'file' ? [option] : [];
}
