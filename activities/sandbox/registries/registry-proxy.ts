// The way out of the sandbox while dependencies are fetched: an HTTP proxy on a Unix socket, made for one run, that
// lets package registries through and nothing else. It is our own, since the kept libraries (proxy-chain) end every
// connection that has no remote address, which those over a Unix socket never have.
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Duplex, pipeline } from 'node:stream';
import { type AllowedHost, findAllowed } from './allowed-hosts.js';
import { type Dialled, dial, type Resolve } from './dial.js';
import { forwardedHeaders, onOneLine, type Refusal, readTarget, refusalOf, type Target } from './proxy-messages.js';
import { IDLE_MS, limitTraffic, type TrafficLimits } from './traffic-limit.js';
import { startRequest, tunnelThrough, upstreamFor } from './upstream-proxy.js';

export interface RegistryProxyOptions {
  socketPath: string;
  allowed: readonly AllowedHost[];
  /** Where the operator's own proxy is named. */
  hostEnv: NodeJS.ProcessEnv;
  resolve: Resolve;
  limits: TrafficLimits;
  /** Told of each refused request, as `host`, or `host:port` where the port is unusual. */
  onRefusedHost(host: string): void;
}

export interface RegistryProxy {
  /** Ends all connections. */
  close(): Promise<void>;
}

type Way = { ok: true; entry: AllowedHost } | ({ ok: false } & Refusal);

/** Longer names are cut off without a word, and the socket then lies somewhere else. */
const SOCKET_PATH_BYTES_MAX = 107;

/** Resolves when it listens. */
export async function startRegistryProxy(options: RegistryProxyOptions): Promise<RegistryProxy> {
  if (Buffer.byteLength(options.socketPath) > SOCKET_PATH_BYTES_MAX) {
    throw new Error(`${options.socketPath} is too long for the name of a socket; set TMPDIR to a shorter folder`);
  }
  const server = createServer((request, response) => {
    forward(options, request, response).catch((error: Error) => response.destroy(error));
  });
  server.on('connect', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    client.on('error', () => client.destroy());
    tunnel(options, request, client, head).catch((error: Error) => client.destroy(error));
  });
  const stop = limitTraffic(server, options.limits);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.socketPath, resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        stop();
      }),
  };
}

/** CONNECT: what TLS goes through. We see the host and the port, nothing else. */
async function tunnel(options: RegistryProxyOptions, request: IncomingMessage, client: Duplex, head: Buffer) {
  const target = readTarget(`http://${request.url}`);
  const way = judge(options, target);
  if (!way.ok || target === null) return refuseTunnel(client, way.ok ? refusalOf(null) : way);
  const upstream = upstreamFor(options.hostEnv, target.host, target.port, 'https');
  const dialled = upstream
    ? await tunnelThrough(upstream, target.host, target.port)
    : await dial(way.entry, target.port, options.resolve);
  if (!dialled.ok) return refuseTunnel(client, undialled(options, target, dialled));
  const { socket } = dialled;
  if (client.destroyed) return socket.destroy();
  socket.setTimeout(IDLE_MS, () => socket.destroy());
  client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
  if (head.length > 0) socket.write(head);
  // Whichever side breaks off, the pipeline ends the other; there is nobody left to tell.
  pipeline(client, socket, client, () => undefined);
}

/** Plain HTTP, as registries on this machine or in a private network speak it. */
async function forward(options: RegistryProxyOptions, request: IncomingMessage, response: ServerResponse) {
  const target = readTarget(request.url ?? '');
  const way = judge(options, target);
  if (!way.ok || target === null) return refuseRequest(response, way.ok ? refusalOf(null) : way);
  const headers = forwardedHeaders(request, target);
  const upstream = upstreamFor(options.hostEnv, target.host, target.port, 'http');
  if (upstream) {
    return relay(startRequest(upstream, { method: request.method, path: target.url, headers }), request, response);
  }
  const dialled = await dial(way.entry, target.port, options.resolve);
  if (!dialled.ok) return refuseRequest(response, undialled(options, target, dialled));
  const createConnection = () => dialled.socket;
  relay(httpRequest({ method: request.method, path: target.path, headers, createConnection }), request, response);
}

function judge(options: RegistryProxyOptions, target: Target | null): Way {
  const entry = target && findAllowed(options.allowed, target.host, target.port);
  if (entry) return { ok: true, entry };
  if (target) options.onRefusedHost(target.shown);
  return { ok: false, ...refusalOf(target) };
}

function undialled(options: RegistryProxyOptions, target: Target, dialled: Extract<Dialled, { ok: false }>): Refusal {
  if (dialled.status === 403) options.onRefusedHost(target.shown);
  return { status: dialled.status, text: onOneLine(`nightshift: ${dialled.why}`) };
}

function relay(outgoing: ReturnType<typeof httpRequest>, request: IncomingMessage, response: ServerResponse): void {
  outgoing.setTimeout(IDLE_MS, () => outgoing.destroy());
  outgoing.once('response', (answer) => {
    if (!takesHead(response, answer)) {
      answer.destroy();
      return refuseRequest(response, { status: 502, text: 'nightshift: the registry gave an answer that is no HTTP' });
    }
    pipeline(answer, response, () => undefined);
  });
  outgoing.once('error', (error) => {
    if (response.headersSent) response.destroy(error);
    else refuseRequest(response, { status: 502, text: `nightshift: the registry broke off: ${error.message}` });
  });
  response.once('close', () => outgoing.destroy());
  request.pipe(outgoing);
}

/** False for what a registry may send but nobody may pass on, such as a status of 0; thrown, it would end the worker. */
function takesHead(response: ServerResponse, { statusCode = 502, headers }: IncomingMessage): boolean {
  const { trailer: _, ...passed } = headers;
  try {
    response.writeHead(statusCode, passed);
    return true;
  } catch {
    return false;
  }
}

function refuseTunnel(client: Duplex, { status, text }: Refusal): void {
  // Many clients show only the first line of the answer, so the reason stands there too.
  const head = `HTTP/1.1 ${status} ${text}\r\ncontent-type: text/plain\r\nconnection: close\r\n`;
  client.end(`${head}content-length: ${Buffer.byteLength(text) + 1}\r\n\r\n${text}\n`);
}

function refuseRequest(response: ServerResponse, { status, text }: Refusal): void {
  response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' });
  response.end(`${text}\n`);
}
