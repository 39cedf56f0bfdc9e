// Names the commit that a run begins with in the store, so that every worker can go on from it.
import { baseRef } from '../../core/refs.js';
import { GitError, isRefused } from './git-error.js';
import { refusedByStore } from './git-trouble.js';
import type { Places } from './places.js';
import { pushToStore } from './store.js';
import { RepositoryProblem } from './workspace.js';

/** `root` is the repository, for people. Throws `RepositoryProblem`. */
export async function pushBase(places: Places, root: string, commit: string, run: string): Promise<void> {
  try {
    await pushToStore(places, commit, baseRef(run));
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    if (!/shallow update not allowed/.test(error.stderr)) {
      throw isRefused(error) ? new RepositoryProblem('unreadable', refusedByStore(error)) : error;
    }
    throw new RepositoryProblem(
      'unreadable',
      `${root} is a shallow clone, and the store takes none; complete it with "git fetch --unshallow", or set ` +
        'receive.shallowUpdate in the store, then run again',
    );
  }
}
