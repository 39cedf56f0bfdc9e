// The repository that a spec is about.

export interface RepositoryRef {
  /** Path of the user's repository, or its URL. */
  url: string;
  /** Short stable hash of where it is; names its mirror, its store and the workflow id. */
  id: string;
  /** Last part of the path, for people and for the `Repo` search attribute. */
  name: string;
}

const LOCAL = 'deliver/local/';

/** Workflow id of a spec that came from a file. */
export function localDeliverId(repository: RepositoryRef, slug: string): string {
  return `${LOCAL}${repository.id}/${slug}`;
}

/** `RepositoryRef.id` of a spec's workflow; empty for one that names none. */
export function repositoryIdOf(deliverId: string): string {
  return deliverId.startsWith(LOCAL) ? (deliverId.slice(LOCAL.length).split('/')[0] ?? '') : '';
}
