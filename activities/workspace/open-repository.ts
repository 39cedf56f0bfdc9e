// Brings the user's repository into mirror and store, and says what the run starts from.
import { baseRef } from '../../core/refs.js';
import type { RepositoryRef } from '../../core/repository.js';
import { ensureBareRepository } from './bare-repository.js';
import { bareGitClient } from './git-client.js';
import { GitError, isUnwritable } from './git-error.js';
import { UPLOAD_PACK } from './git-options.js';
import { againAfterLostRace } from './lost-race.js';
import type { Places } from './places.js';
import { pushToStore } from './store.js';
import { isDirty, openUserRepository, readHead, type UserRepository, unreadable } from './user-repository.js';
import type { OpenedRepository } from './workspace.js';

/** Throws `RepositoryProblem` for what people can mend. */
export async function openRepository(
  places: Places,
  repository: RepositoryRef,
  run: string,
): Promise<OpenedRepository> {
  const theirs = await openUserRepository(repository.url);
  const head = await readHead(theirs);
  await ensureBareRepository(places.store, theirs.objectFormat);
  await ensureBareRepository(places.mirror, theirs.objectFormat);
  await fetchFromUser(places, theirs, head.commit);
  await pushToStore(places, head.commit, baseRef(run));
  return { baseCommit: head.commit, baseBranch: head.branch, dirty: await isDirty(theirs) };
}

/**
 * The commit is asked for by its id, because HEAD may be detached, or move while we look. `--prune` reaches no further
 * than the branches fetched here: a branch `a` that is gone would stand in the way of a new `a/b`.
 */
async function fetchFromUser(places: Places, theirs: UserRepository, commit: string): Promise<void> {
  const options = ['--prune', '--no-tags', '--no-write-fetch-head', '--update-shallow', '--no-auto-gc', UPLOAD_PACK];
  const wanted = [theirs.root, '+refs/heads/*:refs/remotes/origin/*', commit];
  try {
    await againAfterLostRace(() => bareGitClient(places.mirror).run(['fetch', ...options, ...wanted]));
  } catch (error) {
    if (error instanceof GitError && error.exitCode !== null && !isUnwritable(error)) {
      throw unreadable(theirs.root, error);
    }
    throw error;
  }
}
