// People, organizations and bots as GitHub shows them.
import { stamp } from '../clock.js';
import type { App, User } from '../model.js';
import type { World } from '../world.js';
import { type Json, links, nodeId } from './view.js';

export function userView(world: World, user: User): Json {
  const login = encodeURIComponent(user.login);
  const url = `${world.api}/users/${login}`;
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId('U', user.id),
    avatar_url: `${world.origin}/avatars/${login}`,
    gravatar_id: '',
    url,
    html_url: `${world.origin}/${user.type === 'Bot' ? `apps/${user.login.replace('[bot]', '')}` : login}`,
    ...links(url, {
      followers: '/followers',
      following: '/following{/other_user}',
      gists: '/gists{/gist_id}',
      starred: '/starred{/owner}{/repo}',
      subscriptions: '/subscriptions',
      organizations: '/orgs',
      repos: '/repos',
      events: '/events{/privacy}',
      received_events: '/received_events',
    }),
    type: user.type,
    site_admin: false,
  };
}

export function userOrNull(world: World, user: User | null): Json | null {
  return user && userView(world, user);
}

/** With what only a person's own page has. */
export function wholeUserView(world: World, user: User): Json {
  return {
    ...userView(world, user),
    name: user.name,
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: world.repositories.filter(({ owner }) => owner === user).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: stamp(user.createdAtMs),
    updated_at: stamp(user.createdAtMs),
    user_view_type: 'public',
  };
}

export function appView(world: World, app: App): Json {
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId('A', app.id),
    owner: userView(world, app.owner),
    name: app.name,
    description: '',
    external_url: `${world.origin}/apps/${app.slug}`,
    html_url: `${world.origin}/apps/${app.slug}`,
    created_at: stamp(app.createdAtMs),
    updated_at: stamp(app.createdAtMs),
    permissions: app.permissions,
    events: app.events,
  };
}

export function appOrNull(world: World, app: App | null): Json | null {
  return app && appView(world, app);
}
