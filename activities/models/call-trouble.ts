// What went wrong with a call, told from the provider's error: whether it may have been billed, whether it is worth
// another try, and what to tell people. The error itself is dropped here, since it carries the whole request.
import { APICallError } from '@ai-sdk/provider';
import { errorChain } from './error-chain.js';
import { CallCut } from './open-wire.js';
import type { Provider } from './providers.js';
import { redactedMessage } from './redacted-message.js';
import { retryAfterMs } from './retry-after.js';
import { StreamFailure } from './stream-failure.js';

export type CallTrouble =
  /** Cannot have been billed; another try may succeed. */
  | { kind: 'busy'; message: string; retryAfterMs: number | null }
  | { kind: 'unreachable'; message: string }
  /** May have been billed; another try may succeed. */
  | { kind: 'connectionLost'; message: string }
  /** Cannot have been billed; the same request will be refused again. */
  | { kind: 'rejected'; message: string }
  | { kind: 'unavailable'; message: string }
  /** A whole answer that is in no form that we know: billed. */
  | { kind: 'unreadable'; message: string };

export interface Asked {
  generator: string;
  provider: Provider | null;
  redact(text: string): string;
}

const STATUS_OK_MAX = 299;
const STATUS_CLIENT_ERROR_MIN = 400;
const STATUS_SERVER_ERROR_MIN = 500;
const RETRYABLE_STATUSES = new Set([408, 409, 429]);

/** Errors of a connection that was never made; all others may have struck after the request was sent. */
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Runtime errors about a request that was never sent, and never will be; most carry no code. */
const NEVER_SENT = /^bad port$|^unknown scheme$|ByteString|invalid header value/;
const NEVER_SENT_CODES = new Set(['ERR_INVALID_URL', 'UND_ERR_INVALID_ARG']);

/** OpenAI and its kin answer 429 also when the account is empty; waiting does not fill it. */
const QUOTA_SPENT = /insufficient_quota|billing_hard_limit/;

export function callTrouble(error: unknown, asked: Asked, nowMs: number): CallTrouble {
  const said = `${asked.generator}: ${redactedMessage(error, asked.redact)}`;
  if (error instanceof StreamFailure) return brokenOff(error, said, asked, nowMs);
  if (error instanceof CallCut) return { kind: 'connectionLost', message: said };
  if (!APICallError.isInstance(error) || error.statusCode === undefined) {
    if (neverSent(error))
      return { kind: 'rejected', message: `${said} (not sent; correct ${sendersPart(asked.provider)})` };
    return neverConnected(error)
      ? { kind: 'unreachable', message: `${said} (is ${addressOf(asked.provider)} right, and is there a network?)` }
      : { kind: 'connectionLost', message: said };
  }
  if (error.statusCode <= STATUS_OK_MAX) {
    return hasNetworkCause(error) ? { kind: 'connectionLost', message: said } : { kind: 'unreadable', message: said };
  }
  return refusal(error, error.statusCode, asked, nowMs);
}

/** What was generated may be billed, whatever came of it; an event in its place says what a status would have said. */
function brokenOff(failure: StreamFailure, said: string, asked: Asked, nowMs: number): CallTrouble {
  if (failure.generatedBytes > 0) {
    return { kind: 'connectionLost', message: `${said} (after ${failure.generatedBytes} bytes of the answer)` };
  }
  const { message, status: statusCode, body: responseBody } = failure;
  const asRefusal = new APICallError({ message, statusCode, responseBody, url: '', requestBodyValues: null });
  return refusal(asRefusal, statusCode, asked, nowMs);
}

function refusal(error: APICallError, status: number, asked: Asked, nowMs: number): CallTrouble {
  const said = `${asked.generator}: ${redactedMessage(error, asked.redact)}`;
  if (isWorthAnotherTry(error, status)) {
    const wait = retryAfterMs(error.responseHeaders ?? {}, nowMs);
    return { kind: 'busy', message: `${said} (status ${status})`, retryAfterMs: wait };
  }
  const message = `${said} (status ${status}${wayOut(status, asked)})`;
  return { kind: status >= STATUS_SERVER_ERROR_MIN ? 'unavailable' : 'rejected', message };
}

function isWorthAnotherTry(error: APICallError, status: number): boolean {
  const asTold = error.responseHeaders?.['x-should-retry'];
  if (asTold === 'true') return true;
  if (asTold === 'false') return false;
  if (status === 429 && QUOTA_SPENT.test(error.responseBody ?? '')) return false;
  return RETRYABLE_STATUSES.has(status) || status >= STATUS_SERVER_ERROR_MIN;
}

function wayOut(status: number, asked: Asked): string {
  const variables = asked.provider?.keyVariables.join(' or ');
  if (status === 401 || status === 403) return variables ? `; check the key in ${variables}` : '; it wants a key';
  if (status === 404) return `; check the model's name and ${addressOf(asked.provider)}`;
  if (status === 429) return '; the account has no credit left';
  if (status < STATUS_CLIENT_ERROR_MIN)
    return `; it sends elsewhere, where no key is sent to: correct ${addressOf(asked.provider)}`;
  return '';
}

function addressOf(provider: Provider | null): string {
  return provider?.baseUrl ? `the address ${provider.baseUrl}` : "the provider's address";
}

function sendersPart(provider: Provider | null): string {
  const variables = provider?.keyVariables.join(' or ');
  return variables ? `${addressOf(provider)} or the key in ${variables}` : addressOf(provider);
}

function neverSent(error: unknown): boolean {
  return errorChain(error).some(({ code, message }) => NEVER_SENT_CODES.has(code) || NEVER_SENT.test(message));
}

function neverConnected(error: unknown): boolean {
  return errorChain(error).some(({ code, syscall }) => NEVER_CONNECTED.has(code) || syscall === 'connect');
}

/** An answer that broke off has an error of the socket behind it; one that cannot be read has a parser's. */
function hasNetworkCause(error: unknown): boolean {
  return errorChain(error).some(({ code, message }) => code !== '' || message === 'terminated');
}
