// Brings the delivered commit to the user's repository: the one thing that is ever written there. Only the branch is
// made or moved; files, index, stashes, settings and every other ref stay as they are.
import { GitError, isUnwritable } from './git-error.js';
import { UPLOAD_PACK } from './git-options.js';
import { lockNamedIn } from './lock-files.js';
import { againAfterLostRace } from './lost-race.js';
import type { Places } from './places.js';
import { ensureCommit } from './store.js';
import { HEADS, locked, readOnly, refuseCheckedOut, taken, tipOf } from './target-branch.js';
import { openKnownRepository, type UserRepository } from './user-repository.js';
import { RepositoryProblem } from './workspace.js';

/** Nothing but objects and the branch: no reflog either. */
const UPDATE_CONFIG = ['core.logAllRefUpdates=false'];
/** The user's own git may pack refs just now. A lock that stays is one that a killed git left: theirs to remove. */
const LOCK_WAIT_MS_MAX = 10_000;

/**
 * Makes the branch, or moves it when it stands at `replaces`. Throws `RepositoryProblem`. Doing it twice is harmless.
 */
export async function publishBranch(
  places: Places,
  url: string,
  branch: string,
  commit: string,
  replaces: string | null,
): Promise<void> {
  const theirs = await openForPublishing(url);
  const current = await tipOf(theirs, branch);
  if (current === commit) return;
  if (current !== null && current !== replaces) throw taken(theirs, branch);
  await refuseCheckedOut(theirs, branch);
  await ensureCommit(places, commit);
  try {
    await fetchCommit(places, theirs, commit);
    await againAfterLostRace(() => moveBranch(theirs, branch, commit, current), { lockWaitMsMax: LOCK_WAIT_MS_MAX });
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    // Somebody may have made the same branch in the meantime; what stands now decides.
    const now = await tipOf(theirs, branch);
    if (now === commit) return;
    if (now !== current) throw taken(theirs, branch);
    const lock = lockNamedIn(theirs.commonDir, error);
    if (lock !== null) throw locked(theirs, lock);
    // A run has been paid for: it waits for a disk that is full or mounted anew, where opening would end it at once.
    throw isUnwritable(error) ? readOnly(theirs, error.message, true) : error;
  }
}

/** A repository that was moved or damaged since the run began is one that cannot be written. */
async function openForPublishing(url: string): Promise<UserRepository> {
  try {
    return await openKnownRepository(url);
  } catch (error) {
    throw error instanceof RepositoryProblem ? new RepositoryProblem('readOnly', error.message, error.mayPass) : error;
  }
}

async function fetchCommit(places: Places, theirs: UserRepository, commit: string): Promise<void> {
  const quiet = ['--no-write-fetch-head', '--no-tags', '--no-prune', '--no-auto-gc', '--no-recurse-submodules'];
  await theirs.git.run(['fetch', ...quiet, UPLOAD_PACK, places.mirror, commit]);
}

/** Compares and swaps: a branch that somebody made or moved meanwhile is left alone. */
async function moveBranch(
  theirs: UserRepository,
  branch: string,
  commit: string,
  current: string | null,
): Promise<void> {
  const absent = '0'.repeat(commit.length);
  await theirs.git.run(['update-ref', '--no-deref', `${HEADS}${branch}`, commit, current ?? absent], {
    config: UPDATE_CONFIG,
  });
}
