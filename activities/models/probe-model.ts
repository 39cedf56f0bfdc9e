// Whether a model can be asked, found out without asking it: providers tell of their models for nothing.
import type { ProviderKind } from '../../core/operator-config.js';
import { readModelList } from '../../schemas/model-list.js';
import { errorChain } from './error-chain.js';
import { type Endpoint, VENDOR_URLS } from './language-model.js';
import { didYouMean, nearestNames } from './suggest-names.js';

export type ReachKind =
  | 'ok'
  | 'noModel'
  | 'wrongKey'
  /** It sends requests elsewhere, and the key must not follow. */
  | 'moved'
  | 'unreachable'
  | 'timeout'
  /** It answers, and what it says settles nothing. */
  | 'unclear';

export interface Reach {
  kind: ReachKind;
  /** For people; never holds a key. */
  found: string;
}

const STATUS_OK = 200;
const STATUS_REDIRECT_MIN = 300;
const STATUS_REFUSED_MIN = 400;
const WRONG_KEY_STATUSES = new Set([401, 403]);
/** How endpoints say that they know no such model, or cannot tell of a single one. */
const NOT_HERE_STATUSES = new Set([400, 404, 405, 422]);
/** Google refuses a key with 400. */
const GOOGLE_WRONG_KEY = 'API_KEY_INVALID';
const BODY_CHARS_MAX = 4_000_000;

const KEY_HEADERS: Record<ProviderKind, (apiKey: string) => Record<string, string>> = {
  anthropic: (apiKey) => ({ 'x-api-key': apiKey }),
  openai: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
  google: (apiKey) => ({ 'x-goog-api-key': apiKey }),
  'openai-compatible': (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
};

/** Anthropic answers no request without it. */
const ANTHROPIC_VERSION = { 'anthropic-version': '2023-06-01' };

interface Told {
  status: number;
  text: string;
  location: string | null;
}

/** Never throws. All requests together take `timeoutMs` at most. */
export async function probeModel(endpoint: Endpoint, model: string, timeoutMs: number): Promise<Reach> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const single = await ask(endpoint, `models/${encodeURIComponent(model)}`, signal);
    if (single.status === STATUS_OK && modelsIn(single) !== null) return { kind: 'ok', found: 'ok' };
    if (isWrongKey(single)) return wrongKey(single);
    if (single.status !== STATUS_OK && !NOT_HERE_STATUSES.has(single.status)) return unsettled(single);
    return inList(await ask(endpoint, 'models', signal), model);
  } catch (error) {
    if (signal.aborted) return { kind: 'timeout', found: `no answer within ${timeoutMs / 1000} s` };
    const codes = errorChain(error).map(({ code, message }) => code || message);
    return { kind: 'unreachable', found: `no network, or a wrong address: ${codes.at(-1) ?? 'no connection'}` };
  }
}

function inList(list: Told, model: string): Reach {
  if (isWrongKey(list)) return wrongKey(list);
  const models = modelsIn(list);
  if (list.status !== STATUS_OK || models === null) return unsettled(list);
  if (models.includes(model)) return { kind: 'ok', found: 'ok' };
  return { kind: 'noModel', found: `no such model${didYouMean(nearestNames(model, models))}` };
}

/** A redirect is not followed: whoever answers there would be given the key. */
async function ask(endpoint: Endpoint, path: string, signal: AbortSignal): Promise<Told> {
  const { kind, apiKey } = endpoint;
  const base = endpoint.baseUrl ?? (kind === 'openai-compatible' ? '' : VENDOR_URLS[kind]);
  const headers = {
    ...endpoint.headers,
    ...(kind === 'anthropic' ? ANTHROPIC_VERSION : {}),
    ...(apiKey === null ? {} : KEY_HEADERS[kind](apiKey)),
  };
  const response = await fetch(`${base.replace(/\/+$/, '')}/${path}`, { headers, redirect: 'manual', signal });
  return { status: response.status, text: await limitedText(response), location: response.headers.get('location') };
}

/** What is longer than any list of models is cut, and is then no list. */
async function limitedText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > BODY_CHARS_MAX) break;
  }
  return text;
}

function modelsIn({ text }: Told): string[] | null {
  try {
    return readModelList(JSON.parse(text));
  } catch {
    return null;
  }
}

function isWrongKey({ status, text }: Told): boolean {
  return WRONG_KEY_STATUSES.has(status) || (status >= STATUS_REFUSED_MIN && text.includes(GOOGLE_WRONG_KEY));
}

function wrongKey({ status }: Told): Reach {
  return { kind: 'wrongKey', found: `key refused (status ${status})` };
}

function unsettled({ status, location }: Told): Reach {
  if (status >= STATUS_REDIRECT_MIN && status < STATUS_REFUSED_MIN) {
    return { kind: 'moved', found: `sends requests on to ${hostOf(location)} (status ${status}); use its address` };
  }
  const what = status === STATUS_OK || NOT_HERE_STATUSES.has(status) ? 'answers, but lists no models' : 'answers';
  return { kind: 'unclear', found: `${what} (status ${status})` };
}

/** Without path and query, in which secrets may stand. */
function hostOf(location: string | null): string {
  if (location === null || !URL.canParse(location)) return 'another address';
  return new URL(location).origin;
}
