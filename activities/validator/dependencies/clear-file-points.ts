// A single file that an installation made is mounted over an empty one in the worktree. That must be gone before the work
// is committed, or each candidate would bring empty files along.
import { lstat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { SandboxMount } from '../../sandbox/sandbox.js';
import { removeInTree } from '../tree-files.js';

const TREE_MOUNT = '/w';

/** Removes what is still empty; where somebody wrote something, that stays. */
export async function clearFilePoints(mounts: readonly SandboxMount[], tree: string): Promise<void> {
  for (const { target, access } of mounts) {
    if (access !== 'readOnly') continue;
    const path = relative(TREE_MOUNT, target);
    const found = await lstat(join(tree, path)).catch(() => null);
    if (found?.isFile() && found.size === 0) await removeInTree(tree, path);
  }
}
