// Reads one file of the user's repository as it is committed, before a mirror of it exists.
import { openUserRepository, readHead } from './user-repository.js';

export interface FileAtHead {
  commit: string;
  text: string;
  /** True when the file is longer than what was read. */
  cut: boolean;
}

/** Null when HEAD has no such file. Throws `RepositoryProblem` when there is no repository or no commit. */
export async function readAtHead(repositoryPath: string, path: string, bytesMax: number): Promise<FileAtHead | null> {
  const repository = await openUserRepository(repositoryPath);
  const { commit } = await readHead(repository);
  const listed = await repository.git.text(['ls-tree', '--full-tree', '--name-only', commit, '--', path]);
  if (listed === '') return null;
  const answer = await repository.git.run(['cat-file', 'blob', `${commit}:${path}`], { outputBytesMax: bytesMax });
  return { commit, text: answer.stdout.toString('utf8'), cut: answer.cut };
}
