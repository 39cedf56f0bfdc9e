// Finds out before money is spent whether the result could be published: what forbids it now is likely to forbid it
// after a night of work. Publishing looks again.
import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PublishTarget } from '../../core/activities.js';
import { baseRef, runRefs } from '../../core/refs.js';
import { exists } from './bare-repository.js';
import { errorCode } from './error-code.js';
import { bareGitClient } from './git-client.js';
import type { Places } from './places.js';
import { readOnly, refuseCheckedOut, taken, tipOf } from './target-branch.js';
import type { UserRepository } from './user-repository.js';

const FORBIDDEN = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT'];

/** Throws `RepositoryProblem`. */
export async function checkTarget(
  places: Places,
  theirs: UserRepository,
  run: string,
  { branch, replaces }: PublishTarget,
): Promise<void> {
  const tip = await tipOf(theirs, branch);
  if (tip !== null && tip !== replaces && !(await madeByRun(places, run, tip))) throw taken(theirs, branch);
  if (tip === null || tip === replaces) await refuseCheckedOut(theirs, branch);
  await refuseReadOnly(theirs);
}

/** A run that is reset in Temporal may have published before, and makes the same commit again. Its base is not its work. */
export async function madeByRun({ mirror }: Places, run: string, commit: string): Promise<boolean> {
  if (!(await exists(mirror))) return false;
  const query = ['for-each-ref', '--format=%(refname)', `--points-at=${commit}`, runRefs(run)];
  // A commit that the mirror does not have is an error of usage to git.
  const answer = await bareGitClient(mirror).run(query, { accept: [0, 129] });
  const refs = answer.stdout.toString('utf8').split('\n').filter(Boolean);
  return refs.some((ref) => ref !== baseRef(run));
}

/** Makes a file where git would put new objects, named as git names its own leftovers, and removes it. */
async function refuseReadOnly(theirs: UserRepository): Promise<void> {
  const file = join(theirs.commonDir, 'objects', `tmp_obj_nightshift_${randomUUID()}`);
  try {
    const handle = await open(file, 'wx');
    await handle.close();
  } catch (error) {
    if (FORBIDDEN.includes(errorCode(error) ?? '')) throw readOnly(theirs, String(error));
    throw error;
  } finally {
    await rm(file, { force: true });
  }
}
