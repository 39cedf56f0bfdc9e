// Brings the repository on a forge into mirror and store, and says what the run starts from: the tip of its default
// branch.
import type { PublishTarget } from '../../../core/activities.js';
import type { RepositoryRef } from '../../../core/repository.js';
import { ensureBareRepository } from '../bare-repository.js';
import { madeByRun } from '../check-target.js';
import { bareGitClient } from '../git-client.js';
import type { Places } from '../places.js';
import { pushBase } from '../push-base.js';
import { refuseOddNames } from '../refuse-odd-names.js';
import { objectFormatOf } from '../url-store.js';
import type { OpenedRepository } from '../workspace.js';
import { fetchRemote } from './fetch-remote.js';
import { remoteToWrite } from './publish-remote.js';
import { checkPush } from './push-remote.js';
import { defaultBranch, remoteTip, takenAtRemote } from './remote-branches.js';
import { type Remote, type Remotes, remoteOf } from './remotes.js';

/** Throws `RepositoryProblem` for what people can mend. What would forbid to publish is found first. */
export async function openRemote(
  places: Places,
  remotes: Remotes,
  repository: RepositoryRef,
  run: string,
  target?: PublishTarget,
): Promise<OpenedRepository> {
  const remote = await remoteOf(remotes, repository);
  const { branch, commit } = await defaultBranch(remote);
  const goal = target && (await remoteToWrite(remotes, repository, target.pushTo));
  if (goal) await checkTip(places, goal, run, target);
  await ensureBareRepository(places.mirror, objectFormatOf(commit));
  await fetchRemote(places, remote, commit);
  if (goal) await checkPush(bareGitClient(places.mirror), goal, target.branch, commit);
  await refuseOddNames(places, remote.name, commit);
  await pushBase(places, remote.name, commit, run);
  return { baseCommit: commit, baseBranch: branch, dirty: false };
}

async function checkTip(places: Places, goal: Remote, run: string, { branch, replaces }: PublishTarget): Promise<void> {
  const tip = await remoteTip(goal, branch, 'write');
  if (tip !== null && tip !== replaces && !(await madeByRun(places, run, tip))) throw takenAtRemote(goal, branch);
}
