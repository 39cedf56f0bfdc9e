// One REST request from its first byte to its answer: who asks, what for, may they, is it well formed, do it, and is
// the answer one that GitHub would give.
import { createHash } from 'node:crypto';
import type { LimitKeeper } from '../limits.js';
import type { Repository } from '../model.js';
import { oneByOne } from '../one-by-one.js';
import type { Described, OpenApi, RequestParts } from '../openapi.js';
import { notFound, Refusal } from '../refusal.js';
import { actorRole } from '../roles.js';
import type { Json } from '../views/view.js';
import { fullName, repositoryNamed, same, type World } from '../world.js';
import { type Identity, identify } from './identify.js';
import { paged } from './paging.js';
import { checkPermission } from './permissions.js';
import { type Answer, type Asked, type Handler, moved, type Routes } from './route.js';

export interface RestRequest {
  method: string;
  /** Below `/api/v3`, with its query. */
  url: URL;
  path: string;
  authorization: string | undefined;
  ifNoneMatch: string | undefined;
  accept: string | undefined;
  body: string;
}

export interface RestService {
  world: World;
  openApi: OpenApi;
  limits: LimitKeeper;
  routes: Routes;
}

export interface RestResult {
  status: number;
  headers: Record<string, string>;
  /** What is sent. */
  text: string;
  login: string | null;
}

const DOCUMENTATION = 'https://docs.github.com/rest';

/** Names the route, for the account and for faults. */
export function routeOf(service: RestService, request: RestRequest): string {
  const found = service.openApi.match({
    method: request.method,
    path: byName(service.world, request.path),
    query: {},
    body: null,
  });
  return `${request.method} ${found?.operation.path ?? request.path}`;
}

export async function serveRest(service: RestService, request: RestRequest): Promise<RestResult> {
  let identity: Identity = { token: null, appId: null };
  let answer: Answer;
  try {
    identity = identify(service.world, request.authorization);
    if (request.path !== '/rate_limit') service.limits.check(identity.token, request.method);
    answer = await answerFor(service, request, identity);
  } catch (error) {
    answer = asAnswer(service.world, request, error);
  }
  const { token } = identity;
  const text = answer.text ?? (answer.body === undefined ? '' : JSON.stringify(answer.body));
  const etag = request.method === 'GET' && answer.status === 200 ? `W/"${hash(text)}"` : null;
  const unchanged = etag !== null && request.ifNoneMatch?.split(/,\s*/).some((one) => sameTag(one, etag));
  if (!unchanged && request.path !== '/rate_limit') service.limits.count(token, request.method);
  const headers = {
    ...(text === ''
      ? {}
      : { 'content-type': answer.text === undefined ? 'application/json; charset=utf-8' : 'text/plain' }),
    ...service.limits.headers(token),
    ...(etag ? { etag, 'cache-control': 'private, max-age=60, s-maxage=60' } : {}),
    ...(token && !token.installation && !token.permissions ? { 'x-oauth-scopes': token.scopes.join(', ') } : {}),
    date: new Date(service.world.clock.now()).toUTCString(),
    'x-github-media-type': 'github.v3; format=json',
    'x-github-request-id': hash(`${service.world.clock.now()}${request.url}`).slice(0, 20),
    ...answer.headers,
  };
  return {
    status: unchanged ? 304 : answer.status,
    headers,
    text: unchanged ? '' : text,
    login: token?.user.login ?? null,
  };
}

async function answerFor(service: RestService, request: RestRequest, identity: Identity): Promise<Answer> {
  const { world, openApi, routes } = service;
  const path = byName(world, request.path);
  const parts = {
    method: request.method,
    path,
    query: Object.fromEntries(request.url.searchParams),
    body: bodyOf(request),
  };
  const found = openApi.match(parts);
  if (!found) throw notFound();
  const handler = routes[found.operation.id];
  if (!handler) throw new Error(`the double does not know ${found.operation.id}`);
  let answer: Answer;
  try {
    answer = await carryOut(service, request, identity, { found, parts, handler });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    answer = refused(error);
  }
  const bad = badAnswer(openApi, found, answer);
  if (bad) throw new Error(`${found.operation.id} answered ${answer.status}: ${bad}`);
  return answer;
}

interface Understood {
  found: Described;
  parts: RequestParts;
  handler: Handler;
}

async function carryOut(
  service: RestService,
  request: RestRequest,
  identity: Identity,
  { found, parts, handler }: Understood,
): Promise<Answer> {
  const { world, openApi } = service;
  const repository = repositoryFor(world, request, found, identity);
  const wrong = openApi.judgeRequest(parts, found);
  if (wrong) throw new Refusal(422, `Invalid request.\n\n${wrong}`);
  noteUnknown(world, found, parts);
  const asked: Asked = {
    world,
    ...identity,
    params: found.params,
    query: found.query,
    body: (parts.body ?? {}) as Json,
    accept: request.accept ?? '',
    limit: () => service.limits.show(identity.token),
    get repository() {
      if (!repository) throw new Error(`${found.operation.id} names no repository`);
      return repository;
    },
  };
  const work = () => handler(asked);
  const answer = repository && request.method !== 'GET' ? await oneByOne(repository, work) : await work();
  return paged(answer, asked.query, request.url);
}

/** GitHub overlooks what it does not know. A test should not: it is a filter or a field that does nothing. */
function noteUnknown(world: World, { operation }: Described, request: { query: object; body: unknown }): void {
  const unknown = [
    ...Object.keys(request.query).filter((name) => !operation.query.includes(name)),
    ...Object.keys(request.body ?? {}).filter((name) => operation.properties && !operation.properties.includes(name)),
  ];
  for (const name of unknown) world.problems.push(`${operation.id} was sent "${name}", which GitHub does not know`);
}

function badAnswer(openApi: OpenApi, { operation }: Described, answer: Answer): string | null {
  if (!operation.statuses.includes(String(answer.status))) {
    // The description leaves many refusals and detours out.
    return answer.status >= 300 ? null : 'GitHub never answers with this status';
  }
  return answer.text === undefined && answer.body !== undefined
    ? openApi.judgeAnswer(operation, answer.status, answer.body)
    : null;
}

/** Hidden where they may not see it; elsewhere where it was renamed; refused where it cannot be changed. */
function repositoryFor(world: World, request: RestRequest, found: Described, identity: Identity): Repository | null {
  const { owner, repo } = found.params;
  if (owner === undefined || repo === undefined) return null;
  const repository = repositoryNamed(world, owner, repo);
  if (!repository) throw notFound();
  const forApp = identity.appId !== null && found.operation.id === 'apps/get-repo-installation';
  if (!forApp && actorRole(repository, identity.token) === null) throw notFound();
  if (!same(`${owner}/${repo}`, fullName(repository))) {
    const rest = request.path.split('/').slice(4).join('/');
    const location = `${world.api}/repositories/${repository.id}${rest && `/${rest}`}${request.url.search}`;
    throw moved(location, request.method === 'GET' ? 301 : 307);
  }
  if (request.method !== 'GET') {
    if (!identity.token) throw new Refusal(401, 'Requires authentication');
    const archived = repository.archived && found.operation.id !== 'repos/update';
    if (archived) throw new Refusal(403, 'Repository was archived so is read-only.');
  }
  if (!forApp) checkPermission(identity.token, found.operation.id, request.method, repository);
  return repository;
}

/** `/repositories/ID/...` means the same as `/repos/OWNER/NAME/...`. */
function byName(world: World, path: string): string {
  const [, id, rest = ''] = /^\/repositories\/(\d+)(\/.*)?$/.exec(path) ?? [];
  const repository = id && world.repositories.find((one) => one.id === Number(id));
  return repository ? `/repos/${fullName(repository)}${rest}` : path;
}

function bodyOf(request: RestRequest): unknown {
  if (request.method === 'GET' || request.body === '') return null;
  try {
    return JSON.parse(request.body);
  } catch {
    throw new Refusal(400, 'Problems parsing JSON');
  }
}

function asAnswer(world: World, request: RestRequest, error: unknown): Answer {
  if (error instanceof Refusal) return refused(error);
  const message = error instanceof Error ? error.message : String(error);
  world.problems.push(`${request.method} ${request.path}: ${message}`);
  return { status: 500, body: { message: `The double is at fault: ${message}` } };
}

function refused({ status, message, errors, headers }: Refusal): Answer {
  const location = headers['location'] ? { url: headers['location'] } : {};
  const body = { message, ...(errors.length > 0 ? { errors } : {}), ...location, documentation_url: DOCUMENTATION };
  return { status, body: { ...body, status: String(status) }, headers };
}

/** Weak and strong tags of the same text are the same to a reader. */
function sameTag(one: string, other: string): boolean {
  return one === '*' || one.replace(/^W\//, '') === other.replace(/^W\//, '');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
