// Brings the user's repository into mirror and store, and says what the run starts from.
import type { PublishTarget } from '../../core/activities.js';
import type { RepositoryRef } from '../../core/repository.js';
import { ensureBareRepository } from './bare-repository.js';
import { checkTarget } from './check-target.js';
import { fetchFromUser } from './fetch-from-user.js';
import type { Places } from './places.js';
import { pushBase } from './push-base.js';
import { refuseOddNames } from './refuse-odd-names.js';
import { treeInMirror } from './store.js';
import { isDirty, openKnownRepository, readHead } from './user-repository.js';
import type { OpenedRepository } from './workspace.js';

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
  await pushBase(places, theirs.root, head.commit, run);
  return { baseCommit: head.commit, baseBranch: head.branch, dirty: await isDirty(theirs) };
}
