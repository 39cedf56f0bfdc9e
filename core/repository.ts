// The repository that a spec is about.

export interface RepositoryRef {
  /** Path of the user's repository, or its URL. */
  url: string;
  /** Short stable hash of where it is; names its mirror, its store and the workflow id. */
  id: string;
  /** Last part of the path, for people and for the `Repo` search attribute. */
  name: string;
}

/** Workflow id of a spec that came from a file. */
export function localDeliverId(repository: RepositoryRef, slug: string): string {
  return `deliver/local/${repository.id}/${slug}`;
}
