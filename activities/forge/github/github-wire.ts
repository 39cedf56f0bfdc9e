// The way of every request to GitHub: the token is put on here and nowhere above, so that no error holds it; bodies
// leave without secrets; no redirect takes the token to another host; silence and size have limits.
import type { KnownSecrets } from '../../secrets/known-secrets.js';

export interface WireParts {
  /** Where requests may go, with the token. */
  apiUrl: string;
  /** The value of the authorization header. `fresh`: the one before was turned down. */
  authorization(fresh: boolean): Promise<string>;
  /** Taken out of every body that leaves. */
  secrets: KnownSecrets;
  /** Aborts when the activity is to end; null outside of one. */
  cancelled(): AbortSignal | null;
  limits?: WireLimits;
}

export interface WireLimits {
  requestMs: number;
  bytesMax: number;
}

/** GitHub itself gives up after 10 s. */
const LIMITS: WireLimits = { requestMs: 30_000, bytesMax: 32_000_000 };
/** A renamed repository costs one hop, one that was then transferred another. */
const HOPS_MAX = 3;
/** These ask for the same request again, at the new address. */
const REPEATING = new Set([307, 308]);
const REDIRECTS = new Set([301, 302, 303, ...REPEATING]);

/** We ended the request ourselves. `elsewhere`: it was sent to another host, which is given no token. `page`: what came is
 * for people. */
export class WireCut extends Error {
  override readonly name = 'WireCut';

  constructor(
    readonly kind: 'slow' | 'tooLarge' | 'page' | 'garbled' | 'elsewhere' | 'moved',
    message: string,
    /** Where it was sent, for `elsewhere`. */
    readonly location: string | null = null,
  ) {
    super(message);
  }
}

export function githubFetch(parts: WireParts): typeof globalThis.fetch {
  const { secrets, limits = LIMITS } = parts;
  return async (address, init = {}) => {
    const body = typeof init.body === 'string' ? secrets.redactDocument(init.body) : init.body;
    const request: RequestInit = { ...init, signal: signalOf(parts, limits), ...(body ? { body } : {}) };
    const authorization = await parts.authorization(false);
    const response = await followed(parts, String(address), request, authorization);
    if (response.status !== 401) return whole(response, limits.bytesMax);
    // Revoked before its time, as when an App is installed anew.
    const other = await parts.authorization(true);
    if (other === authorization) return whole(response, limits.bytesMax);
    await response.body?.cancel();
    return whole(await followed(parts, String(address), request, other), limits.bytesMax);
  };
}

/** Within one host only. */
async function followed(
  { apiUrl }: WireParts,
  address: string,
  request: RequestInit,
  authorization: string,
): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.set('authorization', authorization);
  let url = address;
  for (let hop = 0; hop <= HOPS_MAX; hop += 1) {
    if (new URL(url).origin !== new URL(apiUrl).origin) throw elsewhere(url, apiUrl);
    const response = await globalThis.fetch(url, { ...request, headers, redirect: 'manual' });
    if (!REDIRECTS.has(response.status)) return response;
    await response.body?.cancel();
    url = nextUrl(url, response, request.method ?? 'GET');
  }
  throw new WireCut('moved', `it was sent on more than ${HOPS_MAX} times, last to ${withoutQuery(url)}`);
}

function signalOf(parts: WireParts, { requestMs }: WireLimits): AbortSignal {
  const slow = new AbortController();
  setTimeout(
    () => slow.abort(new WireCut('slow', `no whole answer came within ${requestMs / 1_000} s`)),
    requestMs,
  ).unref();
  const cancelled = parts.cancelled();
  return cancelled ? AbortSignal.any([slow.signal, cancelled]) : slow.signal;
}

/** What is written is never repeated as something that is read, as browsers would. */
function nextUrl(url: string, response: Response, method: string): string {
  const location = response.headers.get('location') ?? '';
  const isRead = method === 'GET' || method === 'HEAD';
  if (location === '' || (!isRead && !REPEATING.has(response.status))) {
    const message = 'it has moved: the repository was renamed or transferred; write its new name in the configuration';
    throw new WireCut('moved', message);
  }
  return new URL(location, url).href;
}

function elsewhere(url: string, apiUrl: string): WireCut {
  const message = `${new URL(apiUrl).origin} sends on to ${new URL(url).origin}, which is given no token: correct github.apiUrl`;
  return new WireCut('elsewhere', message, url);
}

/** What stands behind the question mark may be a key by itself. */
function withoutQuery(url: string): string {
  return url.split('?')[0] ?? url;
}

/** Read to its end here: octokit takes a body that breaks off for an empty one, and a proxy's page for an answer. */
async function whole(response: Response, bytesMax: number): Promise<Response> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new WireCut('tooLarge', `the answer has more than ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  const type = response.headers.get('content-type') ?? '';
  if (response.ok && type.includes('html')) {
    throw new WireCut('page', 'the answer is a page, as of a proxy: correct github.apiUrl');
  }
  const body = Buffer.concat(chunks);
  if (bytes > 0 && type.includes('json') && !isJson(body)) throw new WireCut('garbled', 'the answer cannot be read');
  const { status, statusText, headers } = response;
  return new Response(bytes === 0 ? null : body, { status, statusText, headers });
}

function isJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString());
    return true;
  } catch {
    return false;
  }
}
