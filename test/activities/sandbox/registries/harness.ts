// What the tests of setup's network share: doubles on loopback, and raw requests to the proxy's socket.
import { mkdtempSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AllowedHost, readNamedHost } from '../../../../activities/sandbox/registries/allowed-hosts.js';
import { resolveName } from '../../../../activities/sandbox/registries/dial.js';
import {
  type RegistryProxy,
  type RegistryProxyOptions,
  startRegistryProxy,
} from '../../../../activities/sandbox/registries/registry-proxy.js';
import { DEFAULT_TRAFFIC_LIMITS } from '../../../../activities/sandbox/registries/traffic-limit.js';

export interface Listener {
  port: number;
  /** What each connection sent. */
  received: string[];
  close(): Promise<void>;
}

/** Answers every connection with `answer` as soon as something has come. */
export async function listen(answer: string): Promise<Listener> {
  const received: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const index = received.push('') - 1;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      received[index] += chunk.toString();
      if (!socket.writableEnded) socket.end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { port: (server.address() as AddressInfo).port, received, close };
}

export interface TestProxy extends RegistryProxy {
  socketPath: string;
  refused: string[];
}

/** A proxy that knows the named registries and nothing else, unless told otherwise. */
export async function openProxy(names: string[], options: Partial<RegistryProxyOptions> = {}): Promise<TestProxy> {
  const socketPath = join(mkdtempSync(join(tmpdir(), 'nightshift-test-')), 'proxy.sock');
  const refused: string[] = [];
  const proxy = await startRegistryProxy({
    socketPath,
    allowed: names.map(named),
    hostEnv: {},
    resolve: resolveName,
    limits: DEFAULT_TRAFFIC_LIMITS,
    onRefusedHost: (host) => refused.push(host),
    ...options,
  });
  return { ...proxy, socketPath, refused };
}

export function named(text: string): AllowedHost {
  const host = readNamedHost(text);
  if (host === null) throw new Error(`${text} is no host`);
  return host;
}

/** Sends a text to the socket and gives all that comes back until it is closed. */
export function ask(socketPath: string, request: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(socketPath, () => socket.write(request));
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    // A connection that is cut off has given its answer by then.
    socket.on('error', () => resolve(answer));
    socket.on('close', () => resolve(answer));
  });
}

/** A request for a tunnel with something to send through it. */
export function throughTunnel(target: string, text: string): string {
  return `CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n${text}`;
}
