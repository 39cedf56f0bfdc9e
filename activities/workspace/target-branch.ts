// The branch in the user's repository that the result becomes: where it stands, and what forbids to make or move it.
import type { UserRepository } from './user-repository.js';
import { RepositoryProblem } from './workspace.js';

export const HEADS = 'refs/heads/';

/** The commit at which the branch stands, or null. Throws when another branch's name leaves no room for it. */
export async function tipOf(theirs: UserRepository, branch: string): Promise<string | null> {
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

export async function refuseCheckedOut(theirs: UserRepository, branch: string): Promise<void> {
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

export function taken(theirs: UserRepository, branch: string): RepositoryProblem {
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

export function locked(theirs: UserRepository, lock: string): RepositoryProblem {
  return new RepositoryProblem(
    'readOnly',
    `the repository at ${theirs.root} is locked by ${lock}; if no git works there, remove that file, then run again`,
  );
}

/** `why` is one sentence: what the system or git said. */
export function readOnly(theirs: UserRepository, why: string, mayPass = false): RepositoryProblem {
  return new RepositoryProblem(
    'readOnly',
    `the repository at ${theirs.root} cannot be written; make ${theirs.commonDir} writable or free some space, then ` +
      `run again. ${why}`,
    mayPass,
  );
}
