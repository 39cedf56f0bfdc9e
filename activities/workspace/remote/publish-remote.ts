// Brings the delivered commit to the repository on the forge, or to its fork, as a branch. Doing it twice is harmless.
import type { PublishTarget } from '../../../core/activities.js';
import type { RepositoryRef } from '../../../core/repository.js';
import { bareGitClient } from '../git-client.js';
import type { Places } from '../places.js';
import { ensureCommit } from '../store.js';
import { RepositoryProblem } from '../workspace.js';
import { pushBranch } from './push-remote.js';
import { remoteTip, takenAtRemote } from './remote-branches.js';
import { type Remotes, remoteOf } from './remotes.js';

/** Makes the branch, or moves it when it stands at `replaces`. Throws `RepositoryProblem`. */
export async function publishRemote(
  places: Places,
  remotes: Remotes,
  repository: RepositoryRef,
  commit: string,
  { branch, replaces, pushTo }: PublishTarget,
): Promise<void> {
  const remote = await remoteToWrite(remotes, repository, pushTo);
  const current = await remoteTip(remote, branch, 'write');
  if (current === commit) return;
  if (current !== null && current !== replaces) throw takenAtRemote(remote, branch);
  await ensureCommit(places, commit);
  const pushed = await pushBranch(bareGitClient(places.mirror), remote, { branch, commit, current });
  if (pushed.moved) return;
  // Whoever was faster may have been an attempt of ours that is thought to be dead.
  if ((await remoteTip(remote, branch, 'write')) === commit) return;
  throw pushed.refused ?? takenAtRemote(remote, branch);
}

/** Where we are not let in, we may not write either. */
export async function remoteToWrite(remotes: Remotes, repository: RepositoryRef, pushTo: PublishTarget['pushTo']) {
  try {
    return await remoteOf(remotes, repository, pushTo);
  } catch (error) {
    throw error instanceof RepositoryProblem ? new RepositoryProblem('refused', error.message, error.mayPass) : error;
  }
}
