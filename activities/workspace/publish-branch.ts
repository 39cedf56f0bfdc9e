// Brings the delivered commit to the user's repository: the one thing that is ever written there. Only the branch is
// made or moved; files, index, stashes, settings and every other ref stay as they are.
import { GitError, isUnwritable } from './git-error.js';
import { UPLOAD_PACK } from './git-options.js';
import { againAfterLostRace } from './lost-race.js';
import type { Places } from './places.js';
import { openUserRepository, type UserRepository } from './user-repository.js';
import { RepositoryProblem } from './workspace.js';

const HEADS = 'refs/heads/';
/** Nothing but objects and the branch: no reflog either. */
const UPDATE_CONFIG = ['core.logAllRefUpdates=false'];

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
  const current = await roomFor(theirs, branch);
  if (current === commit) return;
  if (current !== null && current !== replaces) throw taken(theirs, branch);
  await refuseCheckedOut(theirs, branch);
  try {
    await fetchCommit(places, theirs, commit);
    await againAfterLostRace(() => moveBranch(theirs, branch, commit, current));
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    // Somebody may have made the same branch in the meantime; what stands now decides.
    const now = await roomFor(theirs, branch);
    if (now === commit) return;
    if (now !== current) throw taken(theirs, branch);
    throw isUnwritable(error) ? readOnly(theirs, error) : error;
  }
}

/** A repository that was moved or damaged since the run began is one that cannot be written. */
async function openForPublishing(url: string): Promise<UserRepository> {
  try {
    return await openUserRepository(url);
  } catch (error) {
    throw error instanceof RepositoryProblem ? new RepositoryProblem('readOnly', error.message) : error;
  }
}

/** The commit at which the branch stands, or null. Throws when another branch's name leaves no room for it. */
async function roomFor(theirs: UserRepository, branch: string): Promise<string | null> {
  const [firstPart = ''] = branch.split('/');
  const listing = await theirs.git.text(['for-each-ref', '--format=%(objectname) %(refname)', `${HEADS}${firstPart}`]);
  let current: string | null = null;
  for (const line of listing.split('\n').filter(Boolean)) {
    const name = line.slice(line.indexOf(' ') + 1 + HEADS.length);
    if (name === branch) current = line.slice(0, line.indexOf(' '));
    else if (branch.startsWith(`${name}/`) || name.startsWith(`${branch}/`)) throw inTheWay(theirs, branch, name);
  }
  return current;
}

async function refuseCheckedOut(theirs: UserRepository, branch: string): Promise<void> {
  const { stdout } = await theirs.git.run(['worktree', 'list', '--porcelain', '-z']);
  let worktree = '';
  for (const field of stdout.toString('utf8').split('\0')) {
    if (field.startsWith('worktree ')) worktree = field.slice('worktree '.length);
    if (field !== `branch ${HEADS}${branch}`) continue;
    throw new RepositoryProblem(
      'branchCheckedOut',
      `branch ${branch} is checked out in ${worktree}; check out another branch there, then run again`,
    );
  }
}

async function fetchCommit(places: Places, theirs: UserRepository, commit: string): Promise<void> {
  const quiet = ['--no-write-fetch-head', '--no-tags', '--no-prune', '--no-auto-gc', '--no-recurse-submodules'];
  await theirs.git.run(['fetch', ...quiet, UPLOAD_PACK, places.store, commit]);
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

function taken(theirs: UserRepository, branch: string): RepositoryProblem {
  return new RepositoryProblem(
    'branchTaken',
    `branch ${branch} of ${theirs.root} holds commits that this run did not make; rename it with ` +
      `"git branch -m ${branch} NEW-NAME" or delete it, then run again`,
  );
}

function inTheWay(theirs: UserRepository, branch: string, other: string): RepositoryProblem {
  return new RepositoryProblem(
    'branchTaken',
    `git cannot keep branch ${branch} beside branch ${other} of ${theirs.root}; rename that one with ` +
      `"git branch -m ${other} NEW-NAME", then run again`,
  );
}

function readOnly(theirs: UserRepository, error: GitError): RepositoryProblem {
  return new RepositoryProblem(
    'readOnly',
    `the repository at ${theirs.root} cannot be written; make ${theirs.commonDir} writable or free some space, then ` +
      `run again. ${error.message}`,
  );
}
