// Routes of repositories, of people and of what they may do.

import { notFound } from '../refusal.js';
import { roleOf } from '../roles.js';
import { wholeRepositoryView } from '../views/repository.js';
import { userView, wholeUserView } from '../views/user.js';
import { userNamed } from '../world.js';
import { type Answer, type Asked, actorOf, forbidden, mayWrite, NO_CONTENT, ok, type Routes } from './route.js';

export const repositoryRoutes: Routes = {
  'repos/get': ({ world, repository }) => ok(wholeRepositoryView(world, repository)),
  'repos/get-collaborator-permission-level': permissionOf,
  'repos/check-collaborator': (asked) => {
    const { repository, params } = asked;
    if (!mayWrite(asked)) throw forbidden(asked);
    const login = params['username']?.toLowerCase() ?? '';
    if (!repository.roles.has(login) && repository.owner.login.toLowerCase() !== login) throw notFound();
    return NO_CONTENT;
  },
  'users/get-authenticated': (asked) => {
    const { user, installation } = actorOf(asked);
    // An installation is nobody: it has no page of its own.
    if (installation) throw forbidden(asked);
    return ok(wholeUserView(asked.world, user));
  },
  'users/get-by-username': ({ world, params }) => {
    const user = userNamed(world, params['username'] ?? '');
    if (!user) throw notFound();
    return ok(wholeUserView(world, user));
  },
};

/** GitHub knows four levels here; the finer role stands beside it. */
const LEVELS = { read: 'read', triage: 'read', write: 'write', maintain: 'write', admin: 'admin' } as const;

function permissionOf(asked: Asked): Answer {
  const { world, repository, params } = asked;
  if (!asked.token?.installation && !mayWrite(asked))
    throw forbidden(asked, 'Must have push access to view collaborator permission.');
  const user = userNamed(world, params['username'] ?? '');
  if (!user) throw notFound();
  const role = roleOf(repository, user);
  const permission = role ? LEVELS[role] : 'none';
  return ok({ permission, role_name: role ?? 'none', user: { ...userView(world, user), role_name: role ?? 'none' } });
}
