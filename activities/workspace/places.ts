// Where a repository's copies and worktrees lie in Nightshift's home.
import { join } from 'node:path';
import type { RepositoryRef } from '../../core/repository.js';
import type { Home } from '../home.js';

export interface Places {
  /**
   * Bare: where this host works. Worktrees are filled from it and snapshots are written into it. The store itself where
   * that is a folder; a repository of this host's own where the store is far.
   */
  mirror: string;
  /** Bare, shared by every worker: what candidates are pushed to and continued from. */
  store: string;
  worktrees: string;
  /** Worktrees that are kept between the activities of one candidate. */
  keptWorktrees: string;
}

export function placesOf(home: Pick<Home, 'store' | 'cache'>, repository: RepositoryRef): Places {
  const store = join(home.store, `${repository.id}.git`);
  return {
    mirror: store,
    store,
    worktrees: join(home.cache, 'worktrees', repository.id),
    keptWorktrees: join(home.cache, 'kept-worktrees', repository.id),
  };
}
