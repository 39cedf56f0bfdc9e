// Who may do what in a repository.
import type { Actor, Repository, Role, User } from './model.js';
import { same } from './world.js';

const RANK: Record<Role, number> = { read: 1, triage: 2, write: 3, maintain: 4, admin: 5 };

/** Null: it is hidden from them. */
export function roleOf(repository: Repository, user: User | null): Role | null {
  if (user) {
    if (same(repository.owner.login, user.login)) return 'admin';
    const role = repository.roles.get(user.login.toLowerCase());
    if (role) return role;
  }
  return repository.private ? null : 'read';
}

export function isAtLeast(role: Role | null, wanted: Role): boolean {
  return role !== null && RANK[role] >= RANK[wanted];
}

/** An App may what it was given, wherever it is installed. */
export function actorRole(repository: Repository, actor: Actor | null): Role | null {
  if (!actor?.app) return roleOf(repository, actor?.user ?? null);
  const covered = actor.app.installations.some(
    ({ account, repositories, suspended }) =>
      !suspended && account === repository.owner && (repositories === null || repositories.includes(repository)),
  );
  if (!covered) return repository.private ? null : 'read';
  return actor.app.permissions['contents'] === 'write' || actor.app.permissions['issues'] === 'write'
    ? 'write'
    : 'read';
}

export function associationOf(repository: Repository, user: User): string {
  if (repository.owner === user) return 'OWNER';
  return repository.roles.has(user.login.toLowerCase()) ? 'COLLABORATOR' : 'NONE';
}
