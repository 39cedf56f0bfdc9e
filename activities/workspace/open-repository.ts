// Brings the user's repository into mirror and store, and says what the run starts from.
import type { PublishTarget } from '../../core/activities.js';
import { baseRef } from '../../core/refs.js';
import type { RepositoryRef } from '../../core/repository.js';
import { ensureBareRepository } from './bare-repository.js';
import { checkTarget } from './check-target.js';
import { fetchFromUser } from './fetch-from-user.js';
import { GitError, isRefused } from './git-error.js';
import { refusedByStore } from './git-trouble.js';
import type { Places } from './places.js';
import { refuseOddNames } from './refuse-odd-names.js';
import { pushToStore, treeInMirror } from './store.js';
import { isDirty, openKnownRepository, readHead, type UserRepository } from './user-repository.js';
import { type OpenedRepository, RepositoryProblem } from './workspace.js';

/** Throws `RepositoryProblem` for what people can mend. */
export async function openRepository(
  places: Places,
  repository: RepositoryRef,
  run: string,
  target?: PublishTarget,
): Promise<OpenedRepository> {
  const theirs = await openKnownRepository(repository.url);
  const head = await readHead(theirs);
  if (target) await checkTarget(places, theirs, run, target);
  await ensureBareRepository(places.mirror, theirs.objectFormat);
  if ((await treeInMirror(places, head.commit)) === null) await fetchFromUser(places, theirs, head.commit);
  await refuseOddNames(places, theirs.root, head.commit);
  await pushBase(places, theirs, head.commit, run);
  return { baseCommit: head.commit, baseBranch: head.branch, dirty: await isDirty(theirs) };
}

async function pushBase(places: Places, theirs: UserRepository, commit: string, run: string): Promise<void> {
  try {
    await pushToStore(places, commit, baseRef(run));
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    if (!/shallow update not allowed/.test(error.stderr)) {
      throw isRefused(error) ? new RepositoryProblem('unreadable', refusedByStore(error)) : error;
    }
    throw new RepositoryProblem(
      'unreadable',
      `${theirs.root} is a shallow clone, and the store takes none; complete it with "git fetch --unshallow", or set ` +
        'receive.shallowUpdate in the store, then run again',
    );
  }
}
