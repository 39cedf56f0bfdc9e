// Finds the repository that a user named, before anything is started.
import { basename } from 'node:path';
import type { RepositoryRef } from '../../core/repository.js';
import { signature } from '../signature.js';
import { openUserRepository, readHead } from './user-repository.js';

const ID_CHARS = 12;

/**
 * The repository around a path: any folder in it, a linked worktree, or a bare repository. Throws `RepositoryProblem`
 * when there is none, when it cannot be read, or when nothing was committed to it yet.
 */
export async function findRepository(path: string): Promise<RepositoryRef> {
  const repository = await openUserRepository(path);
  await readHead(repository);
  return {
    url: repository.root,
    id: signature(repository.commonDir, ID_CHARS),
    name: basename(repository.root).replace(/\.git$/, '') || 'repository',
  };
}
