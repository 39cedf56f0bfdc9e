// Looks whether a run could read a repository on a forge and push to it, as git is let in. Copies and sends nothing.
import type { PublishTarget } from '../../../core/activities.js';
import type { RepositoryRef } from '../../../core/repository.js';
import { ensureBareRepository } from '../bare-repository.js';
import { commitTree } from '../commit-tree.js';
import { bareGitClient } from '../git-client.js';
import type { Places } from '../places.js';
import { objectFormatOf } from '../url-store.js';
import { remoteToWrite } from './publish-remote.js';
import { checkPush } from './push-remote.js';
import { defaultBranch, type RemoteHead, remoteTip } from './remote-branches.js';
import { type Remotes, remoteOf } from './remotes.js';

/** Where a run would begin. Throws `RepositoryProblem`. */
export async function probeRemote(
  places: Places,
  remotes: Remotes,
  repository: RepositoryRef,
  { branch, pushTo }: Pick<PublishTarget, 'branch' | 'pushTo'>,
): Promise<RemoteHead> {
  const head = await defaultBranch(await remoteOf(remotes, repository));
  const goal = await remoteToWrite(remotes, repository, pushTo);
  await remoteTip(goal, branch, 'write');
  await ensureBareRepository(places.mirror, objectFormatOf(head.commit));
  const git = bareGitClient(places.mirror);
  const tree = await git.text(['hash-object', '-t', 'tree', '-w', '/dev/null']);
  const commit = await commitTree(git, { tree, parents: [], message: 'Probe\n', committedAtMs: 0 });
  await checkPush(git, goal, branch, commit);
  return head;
}
