// Which commits this process has seen a repository of ours hold, each with its tree. Neither ever changes, so that git
// need not be asked twice; what was taken away since is found out when git fails, and then all is forgotten.

/** A commit takes some 300 bytes. */
const KNOWN_COMMITS_MAX = 10_000;

const known = new Map<string, string>();

export function knownTree(repository: string, commit: string): string | null {
  return known.get(nameOf(repository, commit)) ?? null;
}

/** Only for a commit that the repository holds with all its history. The oldest is forgotten when there are too many. */
export function rememberTree(repository: string, commit: string, tree: string): void {
  known.set(nameOf(repository, commit), tree);
  if (known.size <= KNOWN_COMMITS_MAX) return;
  for (const oldest of known.keys()) {
    known.delete(oldest);
    return;
  }
}

export function forgetTrees(): void {
  known.clear();
}

function nameOf(repository: string, commit: string): string {
  return `${commit} ${repository}`;
}
