// Brings a branch as it stands on the forge into mirror and store: the base branch when it has moved, or a result to which
// a person has pushed.
import type { FetchBranchInput } from '../../../core/activities.js';
import { fetchedRef } from '../../../core/refs.js';
import { ensureBareRepository } from '../bare-repository.js';
import type { Places } from '../places.js';
import { refuseOddNames } from '../refuse-odd-names.js';
import { pushToStore } from '../store.js';
import { objectFormatOf } from '../url-store.js';
import { RepositoryProblem } from '../workspace.js';
import { fetchRemote } from './fetch-remote.js';
import { remoteTip } from './remote-branches.js';
import { type Remotes, remoteOf } from './remotes.js';

/** Returns the commit. Throws `RepositoryProblem`. */
export async function fetchBranch(
  places: Places,
  remotes: Remotes,
  { repository, run, branch, pushTo }: FetchBranchInput,
): Promise<string> {
  if (repository.forge === undefined) {
    throw new RepositoryProblem('notARepository', `${repository.url} is a folder; branches are fetched from a forge`);
  }
  const remote = await remoteOf(remotes, repository, pushTo);
  const commit = await remoteTip(remote, branch, 'read');
  if (commit === null) throw new RepositoryProblem('noCommit', `${remote.name} has no branch ${branch} any more`);
  await ensureBareRepository(places.mirror, objectFormatOf(commit));
  await fetchRemote(places, remote, commit);
  await refuseOddNames(places, remote.name, commit);
  await pushToStore(places, commit, fetchedRef(run, commit));
  return commit;
}
