// Which hosts the proxy of setup lets through: the known registries, and those that the operator named. Pure.
import { isIP } from 'node:net';
import { KNOWN_REGISTRIES } from './known-registries.js';

export interface AllowedHost {
  /** In lower case; an IPv6 address without brackets. */
  host: string;
  ports: readonly number[];
  /** True when the operator named it: then it may stand in a private network, or on this machine. */
  named: boolean;
}

const HTTPS_PORT = 443;
const HTTP_PORT = 80;
const PORT_MAX = 65_535;

/** Never a literal address: whoever is known is known by name. */
export function knownHosts(): AllowedHost[] {
  return KNOWN_REGISTRIES.map(({ host }) => ({ host, ports: [HTTPS_PORT], named: false }));
}

/** Reads `host`, which stands for its HTTP and HTTPS ports, or `host:port`. Null for anything else. */
export function readNamedHost(text: string): AllowedHost | null {
  const url = tryUrl(`http://${text}`);
  if (url === null || url.pathname !== '/' || url.username !== '') return null;
  const port = /:(\d+)$/.exec(text.replace(/^\[[^\]]*\]/, ''))?.[1];
  const ports = port === undefined ? [HTTPS_PORT, HTTP_PORT] : [Number(port)];
  return { host: plainHost(url.hostname), ports, named: true };
}

/** The host and the port of a registry's address, such as https://npm.example.com/repository/; null for another text. */
export function hostOfUrl(text: string): AllowedHost | null {
  const url = tryUrl(text.replace(/^(?:sparse|git|registry)\+/, ''));
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  const usual = url.protocol === 'https:' ? HTTPS_PORT : HTTP_PORT;
  return { host: plainHost(url.hostname), ports: [url.port === '' ? usual : Number(url.port)], named: true };
}

/** The entry that lets a request for this host and port through; one that the operator named goes first. */
export function findAllowed(allowed: readonly AllowedHost[], host: string, port: number): AllowedHost | null {
  const fitting = allowed.filter((entry) => entry.host === plainHost(host) && entry.ports.includes(port));
  return fitting.find((entry) => entry.named) ?? fitting[0] ?? null;
}

/** Ports on which a registry of the operator listens on this machine itself. */
export function loopbackPorts(allowed: readonly AllowedHost[]): number[] {
  const local = allowed.filter(({ host, named }) => named && (host === 'localhost' || /^127\./.test(host)));
  return [...new Set(local.flatMap((entry) => entry.ports))].filter((port) => port > 0 && port <= PORT_MAX);
}

/** In the form in which hosts are compared: lower case, no brackets, no dot at the end. */
export function plainHost(host: string): string {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  return isIP(bare) === 0 ? bare.toLowerCase().replace(/\.$/, '') : bare;
}

function tryUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
