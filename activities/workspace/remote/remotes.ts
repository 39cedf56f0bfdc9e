// The repository on a forge, as git reaches it: its address, and what git is given to be let in.
import type { PushTo } from '../../../core/forge-activities.js';
import type { RepositoryRef } from '../../../core/repository.js';
import type { GitAccess } from '../git-access.js';
import { RepositoryProblem } from '../workspace.js';

export interface Remotes {
  /**
   * For the repository itself, or for the fork that its results go to. Throws `RepositoryProblem` where we are not let in,
   * and failures that Temporal retries.
   */
  access(repository: RepositoryRef, pushTo?: PushTo): Promise<GitAccess>;
}

export interface Remote {
  /** For people. */
  name: string;
  url: string;
  access: GitAccess;
}

/** Of a worker that works on folders of its machine alone. */
export const NO_REMOTES: Remotes = {
  access: async ({ name }) => {
    throw new RepositoryProblem(
      'unreadable',
      `${name} is on GitHub, and this worker is not set up for it; add "github" to the operator's configuration`,
    );
  },
};

export async function remoteOf(remotes: Remotes, repository: RepositoryRef, pushTo?: PushTo): Promise<Remote> {
  return {
    name: remoteName(repository, pushTo),
    url: remoteUrl(repository, pushTo),
    access: await remotes.access(repository, pushTo),
  };
}

/** A fork stands beside the repository, under its owner's name. */
export function remoteUrl({ url, forge }: RepositoryRef, pushTo?: PushTo): string {
  if (pushTo?.kind !== 'fork' || forge === undefined) return url;
  return new URL(`../${pushTo.owner}/${forge.name}.git`, url).href;
}

function remoteName({ name, forge }: RepositoryRef, pushTo?: PushTo): string {
  if (forge === undefined) return name;
  const owner = pushTo?.kind === 'fork' ? pushTo.owner : forge.owner;
  return `${owner}/${forge.name} on ${forge.host}`;
}
