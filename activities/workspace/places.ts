// Where a repository's copies and worktrees lie in Nightshift's home.
import { join } from 'node:path';
import type { RepositoryRef } from '../../core/repository.js';
import type { Home } from '../home.js';

export interface Places {
  /** Bare, this host's own: the cache from which worktrees are filled and into which snapshots are written. */
  mirror: string;
  /** Bare, shared by every worker: what candidates are pushed to and continued from. */
  store: string;
  worktrees: string;
  /** Worktrees that are kept between the activities of one candidate. */
  keptWorktrees: string;
}

export function placesOf(home: Pick<Home, 'state' | 'cache'>, repository: RepositoryRef): Places {
  return {
    mirror: join(home.cache, 'mirrors', `${repository.id}.git`),
    store: join(home.state, 'stores', `${repository.id}.git`),
    worktrees: join(home.cache, 'worktrees', repository.id),
    keptWorktrees: join(home.cache, 'kept-worktrees', repository.id),
  };
}
