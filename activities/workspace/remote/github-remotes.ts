// Lets git in at GitHub with the token that the forge's client holds: a plain one, or one of an App that is renewed.
import { webUrlOf } from '../../../core/github-address.js';
import type { GitHubSettings } from '../../../core/operator-config.js';
import type { ForgeRepository, RepositoryRef } from '../../../core/repository.js';
import type { GitHub } from '../../forge/github/github.js';
import { forgeAccess } from '../git-access.js';
import { RepositoryProblem, type RepositoryProblemReason } from '../workspace.js';
import { type Remotes, remoteUrl } from './remotes.js';

export function githubRemotes(
  github: Pick<GitHub, 'token'>,
  settings: Pick<GitHubSettings, 'host' | 'webUrl'>,
): Remotes {
  const ours = new URL(webUrlOf(settings)).origin;
  return {
    async access(repository, pushTo) {
      const forge = placeOf(repository, ours);
      const url = remoteUrl(repository, pushTo);
      const answer = await github.token(pushTo?.kind === 'fork' ? { ...forge, owner: pushTo.owner } : forge);
      if (answer.ok) return forgeAccess(url, answer.value);
      const reason: RepositoryProblemReason = answer.reason === 'notFound' ? 'notARepository' : 'unreadable';
      throw new RepositoryProblem(reason, answer.message);
    },
  };
}

/** A run's input names the address. The token goes to no other than the operator's. */
function placeOf({ url, name, forge }: RepositoryRef, ours: string): ForgeRepository {
  if (forge !== undefined && URL.canParse(url) && new URL(url).origin === ours) return forge;
  throw new RepositoryProblem(
    'unreadable',
    `${name} is not at ${ours}, which is the GitHub of this worker; correct github.host or github.webUrl in the ` +
      "operator's configuration",
  );
}
