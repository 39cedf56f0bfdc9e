// GitHub on loopback: its REST protocol under `/api/v3` as on GitHub Enterprise, git over smart HTTP, signed webhooks
// and pages for people. In place of a mock: it keeps state, refuses what GitHub refuses, and is judged by GitHub's own
// description of its protocol.
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AppGiven, type AppHandle, createApp } from './acts/apps.js';
import { fillRepository, type RepositoryGiven } from './acts/repositories.js';
import type { Call } from './calls.js';
import { type Clock, createClock } from './clock.js';
import { createDoubleServer, type Watcher } from './double-server.js';
import { createFaults, type Faults } from './faults.js';
import { serveGraphql } from './graphql/serve-graphql.js';
import { createLimits, type Limits } from './limits.js';
import type { Repository, User } from './model.js';
import { loadOpenApi } from './openapi.js';
import { type Ci, createCi } from './people/ci.js';
import { type Person, personIn } from './people/person.js';
import { ROUTES } from './rest/routes.js';
import { createTokens, type TokenGiven } from './tokens.js';
import { pageFor } from './web/page-for.js';
import { createWebhooks, type Webhooks } from './webhooks.js';
import { addUser, type Happening, repositoryNamed, type World } from './world.js';

export interface GitHubOptions {
  /** Absent: any that is free. */
  port?: number;
  /** How long lists leave out what was created; absent: not at all. */
  listLagMs?: number;
}

export interface GitHubDouble {
  /** For people and for git: a repository is at `URL/OWNER/NAME`, with or without `.git`. */
  url: string;
  apiUrl: string;
  /** As `ForgeRepository.host` has it, with the port. */
  host: string;
  world: World;
  addUser(login: string): User;
  addOrganization(login: string): User;
  /** `owner/name`; the owner is made where there is none of that name. */
  addRepository(fullName: string, given?: RepositoryGiven): Promise<Repository>;
  repository(fullName: string): Repository;
  /** A token of that person. With `permissions` it is a fine-grained one. */
  token(login: string, given?: TokenGiven): string;
  /** It is worth nothing from now on. */
  revoke(token: string): void;
  app(given: AppGiven): AppHandle;
  /** Acts as that person; the repository may be left out where there is only one. */
  as(login: string, fullName?: string): Person;
  /** From now on each head of a pull request is judged, as by a job of Actions, and again when that is asked for. */
  ci(name: string, judge: Ci): void;
  webhooks: Webhooks;
  faults: Faults;
  limits: Limits;
  clock: Clock;
  /** All requests, oldest first. */
  calls: Call[];
  /** Mistakes of the double, and requests with words that GitHub does not know: a test wants none. */
  problems: string[];
  /** Hears of each request when it comes and when it is done, and is waited for: to break something at that moment. */
  watch(watcher: Watcher): void;
  /** From now on lists have everything that is there by now. */
  settle(): void;
  close(): Promise<void>;
}

export async function startGitHub(options: GitHubOptions = {}): Promise<GitHubDouble> {
  const openApi = await loadOpenApi();
  const root = await mkdtemp(join(tmpdir(), 'github-double-'));
  const clock = createClock();
  const listeners: ((happening: Happening) => void)[] = [];
  const world: World = {
    origin: '',
    api: '',
    root,
    clock,
    users: [],
    repositories: [],
    apps: [],
    tokens: createTokens(clock),
    problems: [],
    listLagMs: options.listLagMs ?? 0,
    settledId: 0,
    lastId: 0,
    happened(happening) {
      webhooks.happened(happening);
      for (const listener of listeners) listener(happening);
    },
  };
  const webhooks = createWebhooks(world, openApi);
  const limits = createLimits(clock);
  const faults = createFaults();
  const calls: Call[] = [];
  let watcher: Watcher = () => undefined;
  const rest = { world, openApi, limits, routes: ROUTES };
  const server = createDoubleServer({
    rest,
    faults,
    calls,
    watch: (call, moment) => watcher(call, moment),
    graphql: (request) => serveGraphql(world, limits, request),
    page: (url) => pageFor(world, url),
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  world.origin = `http://${host}`;
  world.api = `${world.origin}/api/v3`;
  return {
    url: world.origin,
    apiUrl: world.api,
    host,
    world,
    webhooks,
    faults,
    limits: limits.limits,
    clock,
    calls,
    problems: world.problems,
    addUser: (login) => addUser(world, login),
    addOrganization: (login) => addUser(world, login, 'Organization'),
    addRepository: (fullName, given = {}) => fillRepository(world, fullName, given),
    repository: (fullName) => repositoryIn(world, fullName),
    token(login, given = {}) {
      return world.tokens.issue({ user: addUser(world, login), app: null }, given).text;
    },
    app: (given) => createApp(world, given),
    as: (login, fullName) => personIn(world, addUser(world, login), repositoryIn(world, fullName)),
    ci: (name, judge) => void listeners.push(createCi(world, name, judge)),
    watch(given) {
      watcher = given;
    },
    revoke(token) {
      for (const known of world.tokens.all) if (known.text === token) known.revoked = true;
    },
    settle() {
      world.settledId = world.lastId;
    },
    async close() {
      webhooks.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await rm(root, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function repositoryIn(world: World, fullName: string | undefined): Repository {
  const [owner = '', name = ''] = fullName?.split('/') ?? [];
  const found = fullName ? repositoryNamed(world, owner, name) : world.repositories[0];
  if (!found) throw new Error(`the double has no repository ${fullName ?? 'at all'}`);
  return found;
}
