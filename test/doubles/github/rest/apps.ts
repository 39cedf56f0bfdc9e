// Routes of GitHub Apps: who the App is, where it is installed, and tokens of its installations. And the rate limit.
import { installationOf, installationToken } from '../acts/apps.js';
import { stamp } from '../clock.js';
import type { App, Installation, Permissions } from '../model.js';
import { notFound, Refusal } from '../refusal.js';
import { repositoryView } from '../views/repository.js';
import { appView, userView } from '../views/user.js';
import type { Json } from '../views/view.js';
import type { World } from '../world.js';
import { type Answer, type Asked, actorOf, created, list, NO_CONTENT, ok, type Routes } from './route.js';

export const appRoutes: Routes = {
  'apps/get-authenticated': (asked) => ok({ ...appView(asked.world, appAsking(asked)), installations_count: 1 }),
  'apps/list-installations': (asked) => {
    const app = appAsking(asked);
    return list(app.installations.map((installation) => installationView(asked.world, app, installation)));
  },
  'apps/get-installation': (asked) => {
    const app = appAsking(asked);
    return ok(installationView(asked.world, app, installationAsked(asked, app)));
  },
  'apps/get-repo-installation': (asked) => {
    const app = appAsking(asked);
    const installation = installationOf(app, asked.repository);
    if (!installation) throw notFound();
    return ok(installationView(asked.world, app, installation));
  },
  'apps/create-installation-access-token': createToken,
  'apps/revoke-installation-access-token': (asked) => {
    actorOf(asked).revoked = true;
    return NO_CONTENT;
  },
  'apps/list-repos-accessible-to-installation': (asked) => {
    const { installation, repositories } = actorOf(asked);
    if (!installation) throw new Refusal(403, 'You must authenticate with an installation access token.');
    const { world } = asked;
    const seen = world.repositories.filter(
      (one) => one.owner === installation.account && (!repositories || repositories.includes(one.id)),
    );
    const wrap = (page: unknown[], total: number) => ({ total_count: total, repositories: page });
    return list(
      seen.map((one) => repositoryView(world, one)),
      wrap,
    );
  },
  'rate-limit/get': ({ limit }) =>
    ok({ resources: { core: limit(), search: limit(), graphql: limit() }, rate: limit() }),
};

function appAsking({ world, appId }: Asked): App {
  const app = world.apps.find(({ id }) => id === appId);
  if (!app) throw new Refusal(401, 'A JSON web token could not be decoded');
  return app;
}

function installationAsked({ params }: Asked, app: App): Installation {
  const installation = app.installations.find(({ id }) => id === Number(params['installation_id']));
  if (!installation) throw notFound();
  return installation;
}

function createToken(asked: Asked): Answer {
  const { world, body } = asked;
  const app = appAsking(asked);
  const installation = installationAsked(asked, app);
  if (installation.suspended) throw new Refusal(403, 'This installation has been suspended');
  const permissions = body['permissions'] as Permissions | undefined;
  for (const [name, level] of Object.entries(permissions ?? {})) {
    const held = app.permissions[name];
    if (!held || (level === 'write' && held !== 'write')) {
      throw new Refusal(422, 'The permissions requested are not granted to this installation.');
    }
  }
  const token = installationToken(world, app, installation, {
    ...(permissions ? { permissions } : {}),
    ...(body['repositories'] ? { repositories: body['repositories'] as string[] } : {}),
    ...(body['repository_ids'] ? { repositoryIds: body['repository_ids'] as number[] } : {}),
  });
  return created({
    token: token.text,
    expires_at: stamp(token.expiresAtMs ?? 0),
    permissions: token.permissions,
    repository_selection: token.repositories ? 'selected' : 'all',
  });
}

function installationView(world: World, app: App, installation: Installation): Json {
  const url = `${world.api}/app/installations/${installation.id}`;
  return {
    id: installation.id,
    account: userView(world, installation.account),
    repository_selection: installation.repositories ? 'selected' : 'all',
    access_tokens_url: `${url}/access_tokens`,
    repositories_url: `${world.api}/installation/repositories`,
    html_url: `${world.origin}/settings/installations/${installation.id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: installation.account.id,
    target_type: installation.account.type,
    permissions: app.permissions,
    events: app.events,
    created_at: stamp(installation.createdAtMs),
    updated_at: stamp(installation.createdAtMs),
    single_file_name: null,
    suspended_by: null,
    suspended_at: installation.suspended ? stamp(installation.createdAtMs) : null,
  };
}
