// Looks whether a commit can be checked out at all: one that was made to do harm may name files so that they would lie
// outside of its tree, or in git's own folder. git refuses those, and here is where a person is told, before money is spent.
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gitClient } from './git-client.js';
import { GitError } from './git-error.js';
import type { Places } from './places.js';
import { RepositoryProblem } from './workspace.js';

const REFUSED_PATH = /^error: (invalid path .*)$/im;

/** Reads the tree into an index of its own and writes no file of it. Throws `RepositoryProblem`. */
export async function refuseOddNames({ mirror }: Places, root: string, commit: string): Promise<void> {
  const indexFile = join(mirror, `names-${randomUUID()}`);
  try {
    await gitClient({ cwd: mirror, gitDir: mirror, indexFile }).run(['read-tree', commit]);
  } catch (error) {
    const [, refused] = error instanceof GitError ? (REFUSED_PATH.exec(error.stderr) ?? []) : [];
    if (refused === undefined) throw error;
    const message = `git refuses to check out ${commit} of ${root}: ${refused}; take that name out of it, then run again`;
    throw new RepositoryProblem('unreadable', message);
  } finally {
    for (const file of [indexFile, `${indexFile}.lock`]) await rm(file, { force: true });
  }
}
