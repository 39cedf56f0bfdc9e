// Branches of a repository on a forge: where they stand now.
import { HEADS } from '../target-branch.js';
import { RepositoryProblem } from '../workspace.js';
import { askRemote, gitOnNone } from './remote-git.js';
import type { Purpose } from './remote-trouble.js';
import type { Remote } from './remotes.js';

export interface RemoteHead {
  branch: string;
  commit: string;
}

/** Tens of thousands of branches and pull requests. */
const LISTING_BYTES_MAX = 64 * 1024 * 1024;

/** The branch that the repository's pages and pull requests start from. Throws `RepositoryProblem`. */
export async function defaultBranch(remote: Remote): Promise<RemoteHead> {
  const listing = await list(remote, 'read', ['--symref', '--', remote.url, 'HEAD']);
  const branch = /^ref: refs\/heads\/(.+)\tHEAD$/m.exec(listing)?.[1];
  const commit = /^([0-9a-f]+)\tHEAD$/m.exec(listing)?.[1];
  if (branch !== undefined && commit !== undefined) return { branch, commit };
  throw new RepositoryProblem(
    'noCommit',
    `the repository ${remote.name} has no commit on its default branch; push one first`,
  );
}

/** The commit at which the branch stands, or null. To write, it throws when another branch leaves no room for the name. */
export async function remoteTip(remote: Remote, branch: string, purpose: Purpose): Promise<string | null> {
  const [firstPart = ''] = branch.split('/');
  const names = [`${HEADS}${firstPart}`, `${HEADS}${firstPart}/*`];
  const listing = await list(remote, purpose, ['--heads', '--', remote.url, ...names]);
  let tip: string | null = null;
  for (const line of listing.split('\n').filter(Boolean)) {
    const [commit = '', ref = ''] = line.split('\t');
    const name = ref.slice(HEADS.length);
    if (name === branch) tip = commit;
    else if (purpose === 'write' && (branch.startsWith(`${name}/`) || name.startsWith(`${branch}/`))) {
      throw inTheWay(remote, branch, name);
    }
  }
  return tip;
}

export function takenAtRemote({ name }: Remote, branch: string): RepositoryProblem {
  return new RepositoryProblem(
    'branchTaken',
    `branch ${branch} of ${name} holds commits that this run did not make; rename or delete it there`,
  );
}

function inTheWay({ name }: Remote, branch: string, other: string): RepositoryProblem {
  return new RepositoryProblem(
    'branchTaken',
    `git cannot keep branch ${branch} beside branch ${other} of ${name}; rename that one there`,
  );
}

async function list(remote: Remote, purpose: Purpose, args: readonly string[]): Promise<string> {
  const options = { outputBytesMax: LISTING_BYTES_MAX };
  const { stdout } = await askRemote(gitOnNone(), remote, purpose, ['ls-remote', ...args], options);
  return stdout.toString('utf8');
}
