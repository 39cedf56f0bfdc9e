// Where a repository's copies and worktrees lie: in Nightshift's home, but for a store that is named elsewhere.
import { join } from 'node:path';
import type { RepositoryRef } from '../../core/repository.js';
import type { Home } from '../home.js';
import { parseStore, type StoreProtocol } from './store-address.js';

export interface Places {
  /** Names the repository in a store that several share. */
  repositoryId: string;
  /**
   * Bare: where this host works. Worktrees are filled from it and snapshots are written into it. The store itself where
   * that is a folder; a repository of this host's own where the store is at a URL.
   */
  mirror: string;
  /** Shared by every worker: what candidates are pushed to and continued from. */
  store: Store;
  worktrees: string;
  /** Worktrees that are kept between the activities of one candidate. */
  keptWorktrees: string;
}

export type Store = FolderStore | UrlStore;
/** A bare repository of its own for each repository. */
export interface FolderStore {
  kind: 'folder';
  dir: string;
}
/** One repository for all. */
export interface UrlStore {
  kind: 'url';
  url: string;
  protocol: StoreProtocol;
}

/** Of folders of bare repositories: the store in a folder, and mirrors. */
export const BARE_SUFFIX = '.git';
const WORKTREES_FOLDER = 'worktrees';
const KEPT_WORKTREES_FOLDER = 'kept-worktrees';
const MIRRORS_FOLDER = 'mirrors';

/** Throws `StoreProblem`. */
export function placesOf(home: Pick<Home, 'store' | 'cache'>, { id }: Pick<RepositoryRef, 'id'>): Places {
  const address = parseStore(home.store);
  const bare = `${id}${BARE_SUFFIX}`;
  const store: Store = address.kind === 'folder' ? { kind: 'folder', dir: join(address.folder, bare) } : address;
  return {
    repositoryId: id,
    mirror: store.kind === 'folder' ? store.dir : join(mirrorsIn(home), bare),
    store,
    worktrees: join(worktreesIn(home), id),
    keptWorktrees: join(keptWorktreesIn(home), id),
  };
}

export function mirrorsIn({ cache }: Pick<Home, 'cache'>): string {
  return join(cache, MIRRORS_FOLDER);
}

export function worktreesIn({ cache }: Pick<Home, 'cache'>): string {
  return join(cache, WORKTREES_FOLDER);
}

export function keptWorktreesIn({ cache }: Pick<Home, 'cache'>): string {
  return join(cache, KEPT_WORKTREES_FOLDER);
}
