// Runs git against the repository on a forge: with its credentials, and with what goes wrong put into words.
import { devNull } from 'node:os';
import { type Git, type GitAnswer, type GitOptions, gitClient } from '../git-client.js';
import { GitError, isLostRace, isUnwritable } from '../git-error.js';
import { isDamage } from '../mend-damage.js';
import { type Purpose, remoteTrouble } from './remote-trouble.js';
import type { Remote } from './remotes.js';

/** `git` is a client on the repository of ours that takes part, or on none. */
export async function askRemote(
  git: Git,
  remote: Remote,
  purpose: Purpose,
  args: readonly string[],
  options: Omit<GitOptions, 'access'> = {},
): Promise<GitAnswer> {
  try {
    return await git.run(args, { ...options, access: remote.access });
  } catch (error) {
    throw error instanceof GitError && !isOurs(error) ? remoteTrouble(error, remote, purpose) : error;
  }
}

/** For questions that no repository of ours takes part in. */
export function gitOnNone(): Git {
  return gitClient({ cwd: '/', gitDir: devNull });
}

function isOurs(error: GitError): boolean {
  return error.exitCode === null || isLostRace(error) || isUnwritable(error) || isDamage(error);
}
