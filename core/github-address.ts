// Where repositories of the operator's GitHub are: what git clones and people open.
import type { GitHubSettings } from './operator-config.js';
import { type ForgeRepository, forgeRepositoryId, type RepositoryRef } from './repository.js';

type Address = Pick<GitHubSettings, 'host' | 'webUrl'>;

/** Without a slash at its end. */
export function webUrlOf({ host, webUrl }: Address): string {
  return (webUrl ?? `https://${host}`).replace(/\/+$/, '');
}

/** `fullName` is `owner/name`, as in the operator's configuration. */
export function repositoryNamed({ host }: Pick<Address, 'host'>, fullName: string): ForgeRepository {
  const [owner = '', name = ''] = fullName.split('/');
  return { kind: 'github', host, owner, name };
}

export function repositoryRefOf(address: Address, forge: ForgeRepository): RepositoryRef {
  const name = `${forge.owner}/${forge.name}`;
  return { url: `${webUrlOf(address)}/${name}.git`, id: forgeRepositoryId(forge), name, forge };
}
