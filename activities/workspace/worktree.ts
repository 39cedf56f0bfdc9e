// Worktrees: plain folders filled from the mirror. Each has a folder of its own that holds the tree and, beside it and
// out of reach of what runs inside, git's index and our marker.
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Git, gitClient } from './git-client.js';
import type { Places } from './places.js';
import { ensureCommit } from './store.js';
import { removeFolder } from './tidy-tree.js';
import type { Worktree } from './workspace.js';
import { noteOwner, TREE } from './worktree-owner.js';

/** What runs in a tree may open its files to everybody, or make programs that act as their owner: nobody else comes by. */
const CLOSED = 0o700;

/** A fresh checkout of a commit in a new folder under `parent`. */
export async function addWorktree(places: Places, parent: string, commit: string): Promise<Worktree> {
  await ensureCommit(places, commit);
  const worktree = { dir: join(parent, randomUUID(), TREE), commit };
  await mkdir(besideTree(worktree, '.'), { recursive: true, mode: CLOSED });
  await noteOwner(besideTree(worktree, '.'));
  await mkdir(worktree.dir);
  await worktreeGit(places, worktree).run(['read-tree', '--reset', '-u', commit]);
  return worktree;
}

export async function removeWorktree(worktree: Worktree): Promise<void> {
  await removeWorktreeFolder(besideTree(worktree, '.'));
}

/**
 * All that belongs to a worktree, also where the code that ran in it took the rights away. The tree goes first: what a
 * kill leaves of it still has its owner beside it.
 */
export async function removeWorktreeFolder(folder: string): Promise<void> {
  await removeFolder(join(folder, TREE));
  await removeFolder(folder);
}

/** Path of something that belongs to a worktree but lies outside its tree. */
export function besideTree(worktree: Worktree, name: string): string {
  return join(dirname(worktree.dir), name);
}

/** A client that works on the tree with the mirror's objects and never looks for a repository in the tree itself. */
export function worktreeGit(places: Places, worktree: Worktree): Git {
  return gitClient({
    cwd: worktree.dir,
    gitDir: places.mirror,
    workTree: worktree.dir,
    indexFile: besideTree(worktree, 'index'),
  });
}
