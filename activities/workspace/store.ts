// Moves commits between where this host works and the store that all workers share. A store in a folder is worked in
// directly, so that there is nothing to move: its objects are there before a ref names them.
import { failure } from '../failure.js';
import { ensureBareRepository, exists } from './bare-repository.js';
import { bareGitClient } from './git-client.js';
import { GitError } from './git-error.js';
import { knownTree, rememberTree } from './known-trees.js';
import { againAfterLostRace } from './lost-race.js';
import type { Places } from './places.js';
import { fetchFromUrl, objectFormatOf, pushToUrl } from './url-store.js';

/** git's words when the other side has no such object. */
const NO_SUCH_OBJECT = /not our ref|no such remote ref|couldn't find remote ref|bad object|missing object/i;

/** Names a commit of the mirror in the store. Doing it twice is harmless; the newest under a name wins. */
export async function pushToStore(places: Places, commit: string, ref: string): Promise<void> {
  const { mirror, store, repositoryId } = places;
  await againAfterLostRace(() => bareGitClient(mirror).run(['update-ref', '--no-deref', ref, commit]), {
    ours: mirror,
  });
  if (store.kind === 'url') await pushToUrl(mirror, store, { repositoryId, commit, ref });
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
  // A damaged commit is no absent one.
  if (/ is corrupt|object file .* is empty/.test(answer.stderr)) {
    throw new GitError('rev-parse', answer.exitCode, answer.stderr, repository);
  }
  return answer.exitCode === 0 ? answer.stdout.toString('utf8').trim() : null;
}

/** Null when the store lacks the commit. */
async function fetchedTree({ mirror, store }: Places, commit: string): Promise<string | null> {
  if (store.kind === 'folder') return null;
  await ensureBareRepository(mirror, objectFormatOf(commit));
  try {
    await fetchFromUrl(mirror, store, commit);
  } catch (error) {
    if (error instanceof GitError && NO_SUCH_OBJECT.test(error.stderr)) return null;
    throw error;
  }
  return await readTree(mirror, commit);
}
