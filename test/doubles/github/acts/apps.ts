// GitHub Apps: registered with a key, installed on an account, and the token of such an installation.
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { App, Installation, Permissions, Repository } from '../model.js';
import { HOUR_MS, type Token } from '../tokens.js';
import { addUser, fullName, made, type World } from '../world.js';

export interface AppGiven {
  slug: string;
  /** Who registered it; absent: nobody in particular. */
  owner?: string;
  permissions?: Permissions;
  events?: string[];
  /** PEM of an RSA key, private or public. Absent: one is made. */
  key?: string;
  /** Accounts that it is installed on, with the names of repositories, or null for all of them. */
  installedOn?: Record<string, string[] | null>;
}

export interface AppHandle {
  app: App;
  id: number;
  /** The login that its words stand under. */
  login: string;
  /** PEM; empty where the key was given. */
  privateKey: string;
}

/** What the guide asks for. */
const USUAL: Permissions = {
  metadata: 'read',
  contents: 'write',
  issues: 'write',
  pull_requests: 'write',
  checks: 'write',
  statuses: 'read',
  actions: 'write',
};
const RSA_BITS = 2_048;

export function createApp(world: World, given: AppGiven): AppHandle {
  const pair = given.key
    ? { publicKey: createPublicKey(given.key).export({ type: 'spki', format: 'pem' }).toString(), privateKey: '' }
    : generateKeyPairSync('rsa', {
        modulusLength: RSA_BITS,
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
      });
  const app = registerApp(world, given.slug, {
    owner: given.owner ?? 'octo-org',
    publicKey: pair.publicKey,
    permissions: { metadata: 'read', ...(given.permissions ?? USUAL) },
    events: given.events ?? ['issues', 'issue_comment', 'pull_request', 'pull_request_review', 'check_suite'],
  });
  for (const [login, names] of Object.entries(given.installedOn ?? {})) {
    const account = addUser(world, login, 'Organization');
    const own = world.repositories.filter(({ owner }) => owner === account);
    const repositories = names && own.filter(({ name }) => names.includes(name));
    app.installations.push({ ...made(world), account, suspended: false, repositories });
  }
  return { app, id: app.id, login: app.bot.login, privateKey: pair.privateKey };
}

type Registered = Pick<App, 'publicKey' | 'permissions' | 'events'> & { owner: string };

export function registerApp(world: World, slug: string, given: Registered): App {
  const app: App = {
    ...made(world),
    ...given,
    slug,
    name: slug,
    owner: addUser(world, given.owner, 'Organization'),
    bot: addUser(world, `${slug}[bot]`, 'Bot'),
    installations: [],
  };
  world.apps.push(app);
  return app;
}

/** The App that CI runs as; nobody signs in as it. */
export function actionsApp(world: World): App {
  const known = world.apps.find(({ slug }) => slug === 'github-actions');
  const given = { owner: 'github', publicKey: null, permissions: { checks: 'write' as const }, events: [] };
  return known ?? registerApp(world, 'github-actions', given);
}

export function installationOf(app: App, repository: Repository): Installation | null {
  const covers = ({ account, repositories }: Installation) =>
    account === repository.owner && (repositories === null || repositories.includes(repository));
  return app.installations.find(covers) ?? null;
}

export interface TokenWish {
  permissions?: Permissions;
  /** By name. */
  repositories?: string[];
  repositoryIds?: number[];
}

/** It lasts for an hour, and may do no more than the App. */
export function installationToken(world: World, app: App, installation: Installation, wish: TokenWish): Token {
  const all = world.repositories.filter(({ owner }) => owner === installation.account);
  const covered = installation.repositories ?? all;
  const wanted = covered.filter(
    (one) =>
      (!wish.repositories || wish.repositories.includes(one.name) || wish.repositories.includes(fullName(one))) &&
      (!wish.repositoryIds || wish.repositoryIds.includes(one.id)),
  );
  const limited = installation.repositories !== null || wish.repositories || wish.repositoryIds;
  const given = {
    permissions: wish.permissions ? { metadata: 'read' as const, ...wish.permissions } : app.permissions,
    expiresInMs: HOUR_MS,
    ...(limited ? { repositories: wanted.map(({ id }) => id) } : {}),
  };
  return world.tokens.issue({ user: app.bot, app }, given, installation);
}
