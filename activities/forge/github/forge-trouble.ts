// What went wrong with a request to GitHub, told from its answer: whether it passes by itself, and what people can do
// about it. The one place that knows what GitHub's refusals mean.
import { RequestError } from 'octokit';
import type { ForgeRefusal } from '../../../core/forge-activities.js';
import { errorChain } from '../../models/error-chain.js';
import { isObject } from '../../models/is-object.js';
import { oneLine } from '../../models/one-line.js';
import { RETRY_AFTER_MS_MAX, retryAfterMs } from '../../models/retry-after.js';
import { NoCredential } from './github-auth.js';
import { WireCut } from './github-wire.js';

export type ForgeTrouble =
  /** `retryAfterMs` is null where GitHub does not say how long. */
  | { kind: 'busy'; message: string; retryAfterMs: number | null }
  | { kind: 'unreachable'; message: string }
  | { kind: 'refused'; reason: ForgeRefusal; message: string }
  /** Nobody's refusal: a bug of ours. */
  | { kind: 'unknown' };

/** What was wanted, for people. */
export interface Wanted {
  /** Such as `open a pull request`. */
  doing: string;
  /** Such as `owner/name#12`. */
  place: string;
  /** Such as `the token in GITHUB_TOKEN`. */
  credential: string;
  /** Such as `https://api.github.com`. */
  apiUrl: string;
}

/** GitHub asks for a minute at least where it does not say how long a secondary limit lasts. */
const SECONDARY_LIMIT_MS = 60_000;
const SAID_CHARS_MAX = 600;
const SERVER_ERROR_MIN = 500;

const RATE_LIMITED = /rate limit|abuse detection/i;
const ARCHIVED = /archived/i;
const LOCKED = /is locked|has been locked|conversation is locked/i;
const NOT_ACCESSIBLE = /not accessible by/i;

/** octokit has a class for it, in a package that it does not share. */
interface GraphqlError {
  headers: object;
  errors: { type?: string; message: string }[];
}

function isGraphqlError(error: unknown): error is GraphqlError {
  return isObject(error) && error['name'] === 'GraphqlResponseError' && Array.isArray(error['errors']);
}

interface Refusal {
  status: number;
  headers: Record<string, string>;
  said: string;
}

export function forgeTrouble(error: unknown, wanted: Wanted, nowMs: number): ForgeTrouble {
  if (isGraphqlError(error)) return ofGraphql(error, wanted, nowMs);
  const causes = causesOf(error);
  const cut = wireCutIn(error);
  if (cut) return ofCut(cut, wanted);
  const absent = causes.find((cause) => cause instanceof NoCredential);
  if (absent) return noCredential(absent, wanted);
  // An App's token is asked for in the middle of another request: what was answered then stands behind it.
  const answered = causes.find((cause) => cause instanceof RequestError && cause.response !== undefined);
  if (answered instanceof RequestError) return ofRefusal(refusalIn(answered), wanted, nowMs);
  return error instanceof RequestError ? neverAnswered(error, wanted) : { kind: 'unknown' };
}

function ofRefusal(refusal: Refusal, wanted: Wanted, nowMs: number): ForgeTrouble {
  const { status } = refusal;
  if (isRateLimit(refusal)) {
    const message = sentence(refusal, wanted, 'it is asked again when the limit allows');
    return { kind: 'busy', message, retryAfterMs: limitMs(refusal, nowMs) };
  }
  if (status >= SERVER_ERROR_MIN || status === 408) {
    return { kind: 'busy', message: sentence(refusal, wanted, ''), retryAfterMs: retryAfterMs(refusal.headers, nowMs) };
  }
  const [reason, wayOut] = refusalOf(refusal, wanted);
  return { kind: 'refused', reason, message: sentence(refusal, wanted, wayOut) };
}

/** Our credential has no permission for that, and waiting does not change it. */
export function isInaccessible(error: unknown): boolean {
  if (!(error instanceof RequestError) || error.status !== 403) return false;
  const refusal = refusalIn(error);
  return NOT_ACCESSIBLE.test(refusal.said) && !isRateLimit(refusal);
}

function isRateLimit({ status, headers, said }: Refusal): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  return 'retry-after' in headers || headers['x-ratelimit-remaining'] === '0' || RATE_LIMITED.test(said);
}

/** By the clock of the server that wrote the headers, at most as long as anybody is waited for. */
function limitMs({ headers }: Refusal, nowMs: number): number {
  const asked = retryAfterMs(headers, nowMs);
  if (asked !== null) return asked;
  if (headers['x-ratelimit-remaining'] !== '0') return SECONDARY_LIMIT_MS;
  const saidAtMs = Date.parse(headers['date'] ?? '');
  const resetMs = Number(headers['x-ratelimit-reset']) * 1_000 - (Number.isNaN(saidAtMs) ? nowMs : saidAtMs);
  return resetMs > 0 ? Math.min(resetMs, RETRY_AFTER_MS_MAX) : SECONDARY_LIMIT_MS;
}

function refusalOf({ status, headers, said }: Refusal, { place, credential }: Wanted): [ForgeRefusal, string] {
  if (status === 401) return ['unauthorized', `${credential} is not valid (any more): renew it and restart the worker`];
  if (ARCHIVED.test(said) && status === 403) return ['readOnly', `${place} is archived: unarchive it`];
  if (LOCKED.test(said) && status === 403) return ['readOnly', `unlock the conversation of ${place}`];
  if (status === 403) return ['forbidden', permissionWords(headers, credential)];
  if (status === 404 || status === 410) {
    return [
      'notFound',
      `it is gone, was moved, or ${credential} may not see it: check that it is there and give access`,
    ];
  }
  if (status === 451) return ['forbidden', 'GitHub may not show it for legal reasons'];
  return ['invalid', ''];
}

function permissionWords(headers: Record<string, string>, credential: string): string {
  const sso = /url=(\S+)/.exec(headers['x-github-sso'] ?? '')?.[1];
  if (sso) return `authorize ${credential} for the organization at ${sso}`;
  const accepted = headers['x-accepted-github-permissions'];
  return accepted ? `give ${credential} the permission ${accepted}` : `check what ${credential} may do there`;
}

/** GraphQL says with status 200 what REST says by status. */
function ofGraphql(error: GraphqlError, wanted: Wanted, nowMs: number): ForgeTrouble {
  const said = error.errors.map(({ message }) => message).join('; ');
  const type = error.errors[0]?.type ?? '';
  const headers = headersOf(error.headers);
  const refusal = { status: GRAPHQL_STATUSES[type] ?? 422, headers, said };
  return ofRefusal(RATE_LIMITED.test(said) ? { ...refusal, status: 429 } : refusal, wanted, nowMs);
}

const GRAPHQL_STATUSES: Record<string, number> = {
  RATE_LIMITED: 429,
  FORBIDDEN: 403,
  INSUFFICIENT_SCOPES: 403,
  NOT_FOUND: 404,
  SERVICE_UNAVAILABLE: 503,
  INTERNAL: 500,
};

function ofCut(cut: WireCut, wanted: Wanted): ForgeTrouble {
  const message = `${cannot(wanted)}: ${cut.message}`;
  if (cut.kind === 'slow' || cut.kind === 'garbled') return { kind: 'unreachable', message };
  return { kind: 'refused', reason: cut.kind === 'tooLarge' ? 'invalid' : 'notFound', message };
}

function noCredential({ message }: NoCredential, wanted: Wanted): ForgeTrouble {
  const wayOut = 'set it and restart the worker';
  return { kind: 'refused', reason: 'unauthorized', message: `${cannot(wanted)}: ${message}; ${wayOut}` };
}

/** Where we ended the request ourselves: why. */
export function wireCutIn(error: unknown): WireCut | null {
  return causesOf(error).find((cause) => cause instanceof WireCut) ?? null;
}

function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  for (let at = error; isObject(at) && !causes.includes(at); at = at['cause']) causes.push(at);
  return causes;
}

function refusalIn(error: RequestError): Refusal {
  return { status: error.status, headers: headersOf(error.response?.headers ?? {}), said: saidBy(error) };
}

function neverAnswered(error: RequestError, wanted: Wanted): ForgeTrouble {
  const why = errorChain(error)
    .map(({ message }) => message)
    .find((message) => message !== '' && message !== 'fetch failed');
  const check = `is ${wanted.apiUrl} right, and is there a network?`;
  return {
    kind: 'unreachable',
    message: `${cannot(wanted)}: ${oneLine(why ?? 'no answer', SAID_CHARS_MAX)} (${check})`,
  };
}

function sentence({ status, said }: Refusal, wanted: Wanted, wayOut: string): string {
  return `${cannot(wanted)}: GitHub says "${oneLine(said, SAID_CHARS_MAX)}" (status ${status})${wayOut ? `; ${wayOut}` : ''}`;
}

function cannot({ doing, place }: Wanted): string {
  return `cannot ${doing} (${place})`;
}

/** GitHub's own message, with what it has against each field. */
function saidBy(error: RequestError): string {
  const data: unknown = error.response?.data;
  if (!isObject(data)) return typeof data === 'string' && data !== '' ? data : error.message;
  const errors = Array.isArray(data['errors']) ? data['errors'] : data['errors'] === undefined ? [] : [data['errors']];
  return [data['message'], ...errors.map(inWords)].filter((text) => typeof text === 'string' && text !== '').join(': ');
}

function inWords(item: unknown): string {
  if (!isObject(item)) return String(item);
  if (typeof item['message'] === 'string') return item['message'];
  return [item['resource'], item['field'], item['code']].filter((part) => typeof part === 'string').join(' ');
}

function headersOf(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}
