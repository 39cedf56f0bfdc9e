// The double's one HTTP server: REST, GraphQL, git and pages for people, each by its path, with faults before and after.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Call } from './calls.js';
import type { Fault, Faults } from './faults.js';
import { gitRequest, serveGitRequest } from './git/git-door.js';
import { fieldsOf } from './graphql/serve-graphql.js';
import type { RestRequest, RestResult, RestService } from './rest/serve-rest.js';
import { routeOf, serveRest } from './rest/serve-rest.js';

/** `asked`: it has come, nothing is done. `done`: it was carried out, and its answer leaves when the watcher is done. */
export type Watcher = (call: Call, moment: 'asked' | 'done') => void | Promise<void>;

export interface DoubleParts {
  rest: RestService;
  faults: Faults;
  calls: Call[];
  graphql(request: RestRequest): Promise<RestResult>;
  /** Hears of each request twice, and is waited for. */
  watch: Watcher;
  /** Null: there is no such page. */
  page(url: URL): Promise<{ text: string; type: string } | null>;
}

const REST = '/api/v3';
const GRAPHQL = '/api/graphql';
/** GitHub takes no more. */
const BODY_BYTES_MAX = 25_000_000;

export function createDoubleServer(parts: DoubleParts): Server {
  return createServer((request, response) => {
    serve(parts, request, response).catch((error: unknown) => {
      parts.rest.world.problems.push(`${request.method} ${request.url}: ${error}`);
      response.socket?.destroy();
    });
  });
}

async function serve(parts: DoubleParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', parts.rest.world.origin);
  const git = gitRequest(url);
  if (git) return serveGitCall(parts, git, url, request, response);
  if (!url.pathname.startsWith('/api/')) return servePage(parts, url, response);
  const asked: RestRequest = {
    method: request.method ?? 'GET',
    url,
    path: url.pathname.slice(REST.length) || '/',
    authorization: request.headers.authorization,
    ifNoneMatch: request.headers['if-none-match'],
    accept: request.headers.accept,
    body: await bodyOf(request),
  };
  const graphql = url.pathname === GRAPHQL;
  const call = begin(parts, request, url, graphql ? `graphql ${fieldsOf(asked.body)}` : routeOf(parts.rest, asked));
  const fault = parts.faults.take(call.route);
  await parts.watch(call, 'asked');
  if (await before(fault, call, response)) return;
  const result = graphql ? await parts.graphql(asked) : await serveRest(parts.rest, asked);
  call.login = result.login;
  await parts.watch(call, 'done');
  await after(fault, call, response, result);
}

function begin({ calls, rest }: DoubleParts, request: IncomingMessage, url: URL, route: string): Call {
  const call: Call = {
    method: request.method ?? 'GET',
    route,
    path: url.pathname + url.search,
    login: null,
    status: null,
    conditional: request.headers['if-none-match'] !== undefined,
    atMs: rest.world.clock.now(),
  };
  calls.push(call);
  return call;
}

/** Whether the fault has had its way with the request, and nothing is to be done. */
async function before(fault: Fault | null, call: Call, response: ServerResponse): Promise<boolean> {
  if (fault?.kind === 'resetBefore') response.socket?.resetAndDestroy();
  else if (fault?.kind === 'refuse') refuse(fault, call, response);
  else if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms ?? 0));
  return fault?.kind === 'resetBefore' || fault?.kind === 'refuse' || fault?.kind === 'hang';
}

async function after(fault: Fault | null, call: Call, response: ServerResponse, result: RestResult): Promise<void> {
  if (fault?.kind === 'resetAfter') return void response.socket?.resetAndDestroy();
  if (fault?.kind === 'refuseAfter') return refuse(fault, call, response);
  call.status = result.status;
  const garbage = fault?.kind === 'garbage';
  response.writeHead(result.status, result.headers).end(garbage ? `<html>${result.text.slice(0, 20)}` : result.text);
}

function refuse(fault: Fault, call: Call, response: ServerResponse): void {
  call.status = fault.status ?? 500;
  const body = JSON.stringify({ message: fault.message ?? 'Server Error' });
  response.writeHead(call.status, { 'content-type': 'application/json', ...fault.headers }).end(body);
}

async function serveGitCall(
  parts: DoubleParts,
  git: NonNullable<ReturnType<typeof gitRequest>>,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const call = begin(parts, request, url, git.route);
  const fault = parts.faults.take(git.route);
  await parts.watch(call, 'asked');
  if (await before(fault, call, response)) return;
  await serveGitRequest(parts.rest.world, git, url, request, response, call, async () => {
    await parts.watch(call, 'done');
    if (fault?.kind === 'resetAfter') response.socket?.resetAndDestroy();
  });
}

async function servePage(parts: DoubleParts, url: URL, response: ServerResponse): Promise<void> {
  const page = await parts.page(url);
  response.writeHead(page ? 200 : 404, { 'content-type': page?.type ?? 'text/plain' }).end(page?.text ?? 'Not found\n');
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes <= BODY_BYTES_MAX) chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
}
