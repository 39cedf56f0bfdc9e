// Finds worktrees on this host's disk: those that killed processes left, and those that are kept for candidates.
import { join } from 'node:path';
import type { Home } from '../home.js';
import { keyOf } from './kept-worktree.js';
import { keptWorktreesIn, worktreesIn } from './places.js';
import { namesIn } from './unless-absent.js';
import { isOrphaned } from './worktree-owner.js';

export interface KeptFolder {
  repositoryId: string;
  /** The candidate's key, which begins with the run's name; null where a kill came before it was written. */
  key: string | null;
  folder: string;
}

/** Folders of worktrees whose activity died with its process: safe to remove by `removeWorktreeFolder`. */
export async function orphanedWorktrees(home: Pick<Home, 'cache'>, nowMs: number): Promise<string[]> {
  const orphans: string[] = [];
  for (const folder of await foldersUnder(worktreesIn(home))) {
    if (await isOrphaned(folder, nowMs)) orphans.push(folder);
  }
  return orphans;
}

/** All that is kept for candidates on this host. Those of ended runs are safe to remove by `removeKeptFolder`. */
export async function keptFolders(home: Pick<Home, 'cache'>): Promise<KeptFolder[]> {
  const root = keptWorktreesIn(home);
  const kept: KeptFolder[] = [];
  for (const repositoryId of await namesIn(root)) {
    for (const name of await namesIn(join(root, repositoryId))) {
      const folder = join(root, repositoryId, name);
      kept.push({ repositoryId, key: await keyOf(folder), folder });
    }
  }
  return kept;
}

/** `root/<repository>/<worktree>` */
async function foldersUnder(root: string): Promise<string[]> {
  const repositories = await namesIn(root);
  const names = await Promise.all(repositories.map((id) => namesIn(join(root, id))));
  return repositories.flatMap((id, index) => (names[index] ?? []).map((name) => join(root, id, name)));
}
