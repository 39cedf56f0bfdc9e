// The repository that a spec is about.

export interface RepositoryRef {
  /** Path of the user's repository, or the URL that it is cloned from. */
  url: string;
  /** Names its mirror, its store and, for a local one, the workflow id: a short stable hash of where it is, or for one on
   * a forge its host, owner and name. */
  id: string;
  /** For people and for the `Repo` search attribute: the last part of the path, or `owner/name`. */
  name: string;
  /** Where its issues and pull requests are. Absent: it is a folder of this machine. */
  forge?: ForgeRepository;
}

/** A repository on GitHub. Owner and name as the forge spells them. */
export interface ForgeRepository {
  kind: 'github';
  /** `github.com`, or a GitHub Enterprise server's, with its port where that is not the usual one. */
  host: string;
  owner: string;
  name: string;
}

const LOCAL = 'deliver/local/';
const DELIVER = 'deliver/';
/** Host, owner, name, number. */
const ISSUE_PARTS = 4;
/** Stands in no name of an owner or a repository. */
const ID_JOINT = '+';

/** Workflow id of a spec that came from a file. */
export function localDeliverId(repository: RepositoryRef, slug: string): string {
  return `${LOCAL}${repository.id}/${slug}`;
}

/** Workflow id of a spec that came from an issue. */
export function issueDeliverId(repository: ForgeRepository, issue: number): string {
  return `${DELIVER}${forgePath(repository)}/${issue}`;
}

/** `RepositoryRef.id` of a spec's workflow; empty for one that names none. */
export function repositoryIdOf(deliverId: string): string {
  if (deliverId.startsWith(LOCAL)) return deliverId.slice(LOCAL.length).split('/')[0] ?? '';
  const issue = issueIn(deliverId);
  return issue ? joined(issue.host, issue.owner, issue.name) : '';
}

/** The issue that a spec's workflow is named after; null for one that came from a file. */
export function issueIn(deliverId: string): { host: string; owner: string; name: string; number: number } | null {
  if (!deliverId.startsWith(DELIVER) || deliverId.startsWith(LOCAL)) return null;
  const parts = deliverId.slice(DELIVER.length).split('/');
  const [host, owner, name, number] = parts;
  if (!host || !owner || !name || !number || parts.length !== ISSUE_PARTS || !/^\d+$/.test(number)) return null;
  return { host, owner, name, number: Number(number) };
}

/** `RepositoryRef.id` of a repository on a forge. */
export function forgeRepositoryId({ host, owner, name }: ForgeRepository): string {
  return joined(host, owner, name);
}

/** `host/owner/name`, the same whatever case its parts are typed in. */
export function forgePath({ host, owner, name }: ForgeRepository): string {
  return `${host}/${owner}/${name}`.toLowerCase();
}

/** A colon in a folder's name is not for every file system. */
function joined(...parts: string[]): string {
  return parts.join(ID_JOINT).toLowerCase().replaceAll(':', '_');
}
