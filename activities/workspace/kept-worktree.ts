// Worktrees that stay on this host between the activities of one candidate, so that ignored build files survive. A
// marker outside the tree says at which commit it stands. It names none while the tree is being changed, so that after
// a crash in the middle the next activity starts from a fresh checkout.
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signature } from '../signature.js';
import type { Places } from './places.js';
import { ensureCommit } from './store.js';
import { removeFolder } from './tidy-tree.js';
import { namesIn, textOf } from './unless-absent.js';
import type { Worktree } from './workspace.js';
import { addWorktree, besideTree, removeWorktree } from './worktree.js';
import { TREE } from './worktree-owner.js';

const READABLE_CHARS_MAX = 60;
const HASH_CHARS = 12;
/** In a key's folder: the key, and the folder of its worktrees. */
const KEY = 'key';
const WORKTREES = 'worktrees';
/** Beside a tree: the commit at which it stands. */
const STANDS_AT = 'stands-at';

/**
 * Every fresh one gets a folder of its own name: an activity that was given up but still runs then spoils, and marks,
 * only its own.
 */
export async function keptWorktree(
  places: Places,
  key: string,
  commit: string,
): Promise<Worktree & { fresh: boolean }> {
  const folder = join(places.keptWorktrees, folderName(key));
  for (const worktree of await worktreesIn(folder)) {
    if (worktree.commit === commit) {
      await ensureCommit(places, commit);
      return { ...worktree, fresh: false };
    }
    await removeWorktree(worktree);
  }
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, KEY), key);
  const worktree = await addWorktree(places, join(folder, WORKTREES), commit);
  await markWorktree(worktree, commit);
  return { ...worktree, fresh: true };
}

/** Written aside and renamed, so that a kill never leaves half a marker. */
export async function markWorktree(worktree: Worktree, commit: string | null): Promise<void> {
  const aside = besideTree(worktree, `${STANDS_AT}.new`);
  await writeFile(aside, commit ?? '');
  await rename(aside, besideTree(worktree, STANDS_AT));
}

/** Removes what is kept for the prefix itself and for keys under it; `a/1` does not reach `a/10`. */
export async function removeKeptWorktrees(places: Places, keyPrefix: string): Promise<void> {
  const under = keyPrefix.endsWith('/') ? keyPrefix : `${keyPrefix}/`;
  for (const name of await namesIn(places.keptWorktrees)) {
    const folder = join(places.keptWorktrees, name);
    const key = await keyOf(folder);
    if (key === keyPrefix || key?.startsWith(under)) await removeKeptFolder(folder);
  }
}

/** The key goes last: what a kill leaves is still known as the candidate's. */
export async function removeKeptFolder(folder: string): Promise<void> {
  await removeFolder(join(folder, WORKTREES));
  await removeFolder(folder);
}

/** The key of a kept folder; null where a kill came before it was written. */
export async function keyOf(folder: string): Promise<string | null> {
  return await textOf(join(folder, KEY));
}

/** Keys hold slashes and may hold anything: a readable part for people, a hash to tell them apart. */
function folderName(key: string): string {
  const readable = key.replace(/[^A-Za-z0-9.-]+/g, '_').slice(-READABLE_CHARS_MAX);
  return `${readable}-${signature(key, HASH_CHARS)}`;
}

/** Those of a key, each with the commit at which it stands; an empty one for a tree that was being changed. */
async function worktreesIn(folder: string): Promise<Worktree[]> {
  const worktrees: Worktree[] = [];
  for (const name of await namesIn(join(folder, WORKTREES))) {
    const worktree = { dir: join(folder, WORKTREES, name, TREE), commit: '' };
    worktrees.push({ ...worktree, commit: (await textOf(besideTree(worktree, STANDS_AT))) ?? '' });
  }
  return worktrees;
}
