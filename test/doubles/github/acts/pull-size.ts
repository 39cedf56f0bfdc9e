// How large a pull request's change is, counted by git in the repository that it is to be merged into.
import { differences } from '../git/history.js';
import type { Pull, Repository } from '../model.js';

/** The base repository has the commits of pull requests from forks as well. */
export async function bringHead(repository: Repository, from: Repository, commit: string): Promise<void> {
  if (from === repository || (await repository.git.commit(commit))) return;
  await repository.git.git('fetch', '--quiet', '--no-tags', from.git.path, commit);
}

export async function sizeOf(repository: Repository, base: string, head: string): Promise<Pull['size']> {
  const fork = (await repository.git.ask('merge-base', base, head)) ?? base;
  const files = await differences(repository.git, fork, head);
  return {
    commits: Number(await repository.git.git('rev-list', '--count', `${fork}..${head}`)),
    additions: files.reduce((sum, { additions }) => sum + additions, 0),
    deletions: files.reduce((sum, { deletions }) => sum + deletions, 0),
    files: files.length,
  };
}
