// Opens the proxy's connections to registries. A name is looked up once, every address is judged, and the connection
// goes to an address that was judged: a name that changes its answer between two look-ups gains nothing.
import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { addressKind } from './address-kind.js';
import type { AllowedHost } from './allowed-hosts.js';

const CONNECT_TIMEOUT_MS = 15_000;
/** Of the addresses of one name, how many are tried. */
const ADDRESSES_TRIED_MAX = 4;

/** Looks a name up: all its addresses. Rejects when there are none. */
export type Resolve = (host: string) => Promise<string[]>;

/** `status` is that of the HTTP answer: 403 where we refuse, 502 where the other side cannot be reached. */
export type Dialled = { ok: true; socket: Socket } | { ok: false; status: 403 | 502; why: string };

export async function resolveName(host: string): Promise<string[]> {
  const answers = await lookup(host, { all: true });
  return answers.map((answer) => answer.address);
}

export async function dial(entry: AllowedHost, port: number, resolve: Resolve): Promise<Dialled> {
  const { host } = entry;
  let addresses: string[];
  try {
    addresses = isIP(host) === 0 ? await resolve(host) : [host];
  } catch (error) {
    return { ok: false, status: 502, why: `${host} could not be looked up: ${messageOf(error)}` };
  }
  const fitting = addresses.filter((address) => mayConnect(entry, address)).slice(0, ADDRESSES_TRIED_MAX);
  if (fitting.length === 0) {
    return { ok: false, status: 403, why: `${host} has no address on the public network (${addresses.join(', ')})` };
  }
  let trouble = '';
  for (const address of fitting) {
    try {
      return { ok: true, socket: await open(address, port) };
    } catch (error) {
      trouble = messageOf(error);
    }
  }
  return { ok: false, status: 502, why: `${host} could not be reached: ${trouble}` };
}

function mayConnect(entry: AllowedHost, address: string): boolean {
  const kind = addressKind(address);
  return kind === 'public' || (kind === 'internal' && entry.named);
}

/** Resolves once connected. The caller owns the socket, its errors included. */
export function open(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const timer = setTimeout(() => socket.destroy(new Error('no answer in time')), CONNECT_TIMEOUT_MS);
    socket.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
