// The operator's own proxy, where machines reach the outside through one. Ours passes on to it; its name and password
// stay out here and are never seen in the sandbox.
import { request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { type Dialled, messageOf } from './dial.js';

const CONNECT_TIMEOUT_MS = 15_000;

/** The proxy that the operator's environment names for this host, or null when it is reached directly. */
export function upstreamFor(hostEnv: NodeJS.ProcessEnv, host: string, port: number, scheme: 'http' | 'https') {
  const named = read(hostEnv, `${scheme}_proxy`) ?? read(hostEnv, 'all_proxy');
  if (named === null || isExcepted(read(hostEnv, 'no_proxy') ?? '', host, port)) return null;
  const address = /^[a-z][\w+.-]*:\/\//i.test(named) ? named : `http://${named}`;
  const url = URL.canParse(address) ? new URL(address) : null;
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') ? url : null;
}

/** Asks the operator's proxy for a tunnel. */
export function tunnelThrough(proxy: URL, host: string, port: number): Promise<Dialled> {
  const target = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  return new Promise((resolve) => {
    const request = startRequest(proxy, { method: 'CONNECT', path: target, headers: { host: target } });
    const fail = (why: string) => resolve({ ok: false, status: 502, why: `the proxy ${proxy.host}: ${why}` });
    request.setTimeout(CONNECT_TIMEOUT_MS, () => request.destroy(new Error('no answer in time')));
    request.once('error', (error) => fail(messageOf(error)));
    request.once('response', (response) => {
      response.destroy();
      fail(`it answered ${response.statusCode} for ${host}`);
    });
    request.once('connect', (response, socket: Socket, head) => {
      socket.setTimeout(0);
      if (response.statusCode !== 200) {
        socket.destroy();
        return fail(`it answered ${response.statusCode} for ${host}`);
      }
      if (head.length > 0) socket.unshift(head);
      resolve({ ok: true, socket });
    });
    request.end();
  });
}

/** Starts a request to the proxy itself, with the operator's credentials for it. */
export function startRequest(proxy: URL, options: RequestOptions) {
  const start = proxy.protocol === 'https:' ? httpsRequest : httpRequest;
  const headers = { ...options.headers, ...authorization(proxy) };
  return start({ ...options, headers, host: proxy.hostname, port: proxy.port || undefined, agent: false });
}

function authorization(proxy: URL): Record<string, string> {
  if (proxy.username === '') return {};
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** Variables for proxies are written in either case; the lower one wins, as with curl. */
function read(hostEnv: NodeJS.ProcessEnv, name: string): string | null {
  return hostEnv[name] || hostEnv[name.toUpperCase()] || null;
}

/** `no_proxy` holds hosts, domains (.example.com) and hosts with a port, or `*` for all. */
function isExcepted(exceptions: string, host: string, port: number): boolean {
  return exceptions
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((exception) => {
      const [, name = '', onlyPort] = /^(.*?)(?::(\d+))?$/.exec(exception.toLowerCase()) ?? [];
      if (onlyPort !== undefined && Number(onlyPort) !== port) return false;
      const domain = name.replace(/^\*?\.?/, '');
      return name === '*' || host === domain || (domain !== '' && host.endsWith(`.${domain}`));
    });
}
