// Where a person stands: who it is, in which repository, and what that lets them do. And what they push.
import { authorOf, branchMoved } from '../acts/pushes.js';
import { commitFiles } from '../git/change-files.js';
import type { Actor, Repository, Role } from '../model.js';
import type { World } from '../world.js';

/** Whoever acts, and where. */
export interface Standing {
  world: World;
  actor: Actor;
  repository: Repository;
  /** Throws where they may not. */
  need(role: Role): void;
}

export interface CommitWish {
  /** Made where it is not there, from `from` or the default branch. */
  branch: string;
  from?: string;
  /** Contents by path; null deletes. */
  files: Record<string, string | null>;
  message: string;
}

export async function pushCommit(standing: Standing, wish: CommitWish): Promise<string> {
  const { world, actor, repository } = standing;
  standing.need('write');
  const before = await repository.git.branch(wish.branch);
  const parent = before ?? (await repository.git.commit(wish.from ?? repository.defaultBranch));
  const author = authorOf(world, actor.user);
  const { branch, files, message } = wish;
  const after = await commitFiles(repository.git, { branch, parent, files, message, author });
  await branchMoved(world, actor, repository, { branch: wish.branch, before, after });
  return after;
}
