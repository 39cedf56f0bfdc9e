// Moves commits between where this host works and the store that all workers share. A store in a folder is worked in
// directly, so that there is nothing to move: its objects are there before a ref names them.
import { sharedRef } from '../../core/refs.js';
import { failure } from '../failure.js';
import { ensureBareRepository, exists, type ObjectFormat } from './bare-repository.js';
import { storeAccess } from './git-access.js';
import { bareGitClient } from './git-client.js';
import { GitError } from './git-error.js';
import { RECEIVE_PACK, UPLOAD_PACK } from './git-options.js';
import { knownTree, rememberTree } from './known-trees.js';
import { againAfterLostRace } from './lost-race.js';
import type { Places, UrlStore } from './places.js';

/** git's words when the other side has no such object. */
const NO_SUCH_OBJECT = /not our ref|no such remote ref|couldn't find remote ref|bad object|missing object/i;
const PUSH = ['push', '--atomic', '--no-verify', '--recurse-submodules=no'];
const FETCH = ['fetch', '--no-tags', '--no-write-fetch-head', '--update-shallow', '--no-auto-gc'];
/** In a mirror: what came from the store. git tells the store of it, so that it sends only what is new. */
const FETCHED = 'refs/fetched/';
const SHA256_HEX_CHARS = 64;

/** Names a commit of the mirror in the store. Doing it twice is harmless; the newest under a name wins. */
export async function pushToStore(places: Places, commit: string, ref: string): Promise<void> {
  const git = bareGitClient(places.mirror);
  await againAfterLostRace(() => git.run(['update-ref', '--no-deref', ref, commit]));
  const { store } = places;
  if (store.kind === 'folder') return;
  const options = store.protocol === 'file' ? [RECEIVE_PACK] : [];
  const refspec = `+${commit}:${sharedRef(places.repositoryId, ref)}`;
  await againAfterLostRace(() =>
    git.run([...PUSH, ...options, '--', store.url, refspec], { access: storeAccess(store) }),
  );
}

/**
 * Makes sure that the mirror has a commit with all its history, and returns the id of its tree. Throws `MissingCommit`
 * when the store lacks it too.
 */
export async function ensureCommit(places: Places, commit: string): Promise<string> {
  const tree = (await treeInMirror(places, commit)) ?? (await fetchedTree(places, commit));
  if (tree === null)
    throw failure('MissingCommit', `commit ${commit} is neither in this host's mirror nor in the store`);
  rememberTree(places.mirror, commit, tree);
  return tree;
}

/** Null when this host does not have the commit, or no mirror at all. */
export async function treeInMirror({ mirror }: Places, commit: string): Promise<string | null> {
  if (!(await exists(mirror))) return null;
  return knownTree(mirror, commit) ?? (await readTree(mirror, commit));
}

async function readTree(repository: string, commit: string): Promise<string | null> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}^{commit}^{tree}`];
  const answer = await bareGitClient(repository).run(args, { accept: [0, 1, 128] });
  return answer.exitCode === 0 ? answer.stdout.toString('utf8').trim() : null;
}

/** Null when the store lacks the commit. */
async function fetchedTree({ mirror, store }: Places, commit: string): Promise<string | null> {
  if (store.kind === 'folder') return null;
  await ensureBareRepository(mirror, objectFormatOf(commit));
  try {
    await againAfterLostRace(() => fetchFromStore(mirror, store, commit));
  } catch (error) {
    if (error instanceof GitError && NO_SUCH_OBJECT.test(error.stderr)) return null;
    throw error;
  }
  return await readTree(mirror, commit);
}

async function fetchFromStore(mirror: string, store: UrlStore, commit: string): Promise<void> {
  const options = store.protocol === 'file' ? [UPLOAD_PACK] : [];
  const args = [...FETCH, ...options, '--', store.url, `+${commit}:${FETCHED}${commit}`];
  await bareGitClient(mirror).run(args, { access: storeAccess(store) });
}

function objectFormatOf(commit: string): ObjectFormat {
  return commit.length === SHA256_HEX_CHARS ? 'sha256' : 'sha1';
}
