// Pushes to a repository on a forge. A branch is made, or moved from where it was last seen; what somebody else put there
// in the meantime is never overwritten.
import type { Git } from '../git-client.js';
import { HEADS } from '../target-branch.js';
import { RepositoryProblem } from '../workspace.js';
import { askRemote } from './remote-git.js';
import { pushTrouble, wordsOf } from './remote-trouble.js';
import type { Remote } from './remotes.js';

const PUSH = ['push', '--porcelain', '--no-verify', '--recurse-submodules=no'];
const REJECTED_EXIT_CODE = 1;
/** `!<tab>from:to<tab>[what] (why)`, as git writes it for a ref that did not move. */
const NOT_MOVED = /^!\t.*\t\[([^\]]+)\](?: \((.*)\))?$/m;
/** Said of a ref that the server could not move just now. */
const MAY_PASS =
  /cannot lock ref|failed to update ref|failed to lock|Internal Server Error|fatal error|^failure$|unpacker error|failed to report status|timeout/i;

export type Pushed = { moved: true } | { moved: false; refused: RepositoryProblem | null };

/** `current` is where it stands, null where it is not there. `refused` is null where it stood somewhere else by then. */
export async function pushBranch(
  git: Git,
  remote: Remote,
  { branch, commit, current }: { branch: string; commit: string; current: string | null },
): Promise<Pushed> {
  const lease = `--force-with-lease=${HEADS}${branch}:${current ?? ''}`;
  const said = await push(git, remote, [lease, '--', remote.url, `${commit}:${HEADS}${branch}`]);
  if (said === null) return { moved: true };
  const [what, why] = said.reasons;
  if (what === 'rejected') return { moved: false, refused: null };
  if (what !== 'remote rejected' || MAY_PASS.test(why)) throw pushTrouble(remote, why || what);
  return { moved: false, refused: refusedByForge(remote, branch, `${why}. ${said.words}`) };
}

/** Goes as far as to be let in, and sends nothing. Throws `RepositoryProblem` where we may not push. */
export async function checkPush(git: Git, remote: Remote, branch: string, commit: string): Promise<void> {
  await push(git, remote, ['--dry-run', '--force', '--', remote.url, `${commit}:${HEADS}${branch}`]);
}

/** Null when all went well. */
async function push(
  git: Git,
  remote: Remote,
  args: readonly string[],
): Promise<{ reasons: [what: string, why: string]; words: string } | null> {
  const answer = await askRemote(git, remote, 'write', [...PUSH, ...args], { accept: [0, REJECTED_EXIT_CODE] });
  if (answer.exitCode === 0) return null;
  const [, what = '', why = ''] = NOT_MOVED.exec(answer.stdout.toString('utf8')) ?? [];
  return { reasons: [what, why], words: wordsOf(answer.stderr) };
}

function refusedByForge({ name }: Remote, branch: string, words: string): RepositoryProblem {
  return new RepositoryProblem(
    'refused',
    `${name} refuses branch ${branch}; change its rules for branches or the token's permissions, or let results go to ` +
      `another place by "pushTo". It says: ${words}`,
  );
}
