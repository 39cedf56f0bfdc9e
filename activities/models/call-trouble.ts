// What went wrong with a call, told from the provider's error: whether it may have been billed, whether it is worth
// another try, and what to tell people. The error itself is dropped here, since it carries the whole request.
import { APICallError } from '@ai-sdk/provider';
import { errorChain } from './error-chain.js';
import { CallCut } from './open-wire.js';
import type { Provider } from './providers.js';
import { redactedMessage } from './redacted-message.js';
import { retryAfterMs } from './retry-after.js';
import { StreamFailure } from './stream-failure.js';

export type CallTrouble = {
  message: string;
  /** Whether the provider may bill it, though no answer came. */
  mayBeBilled: boolean;
  /** Whether the provider itself fails, so that other calls would fare no better. */
  outage: boolean;
} & (
  | {
      /** Another try may succeed. */
      kind: 'busy';
      retryAfterMs: number | null;
    }
  | { kind: 'unreachable' | 'connectionLost' }
  /** The same request will be refused again. */
  | { kind: 'rejected' }
  /** So will any other, as long as nobody does anything about it. */
  | { kind: 'gone' }
  /** It may work again, but not soon enough for another try. */
  | { kind: 'unavailable' }
  /** A whole answer that is in no form that we know. */
  | { kind: 'unreadable' }
);

export interface Asked {
  generator: string;
  provider: Provider | null;
  redact(text: string): string;
}

const STATUS_OK_MAX = 299;
const STATUS_CLIENT_ERROR_MIN = 400;
const STATUS_SERVER_ERROR_MIN = 500;
const RETRYABLE_STATUSES = new Set([408, 409, 429]);
/** A dead key, no credit, a model or an address that is not there (any more), the law. */
const GONE_STATUSES = new Set([401, 402, 403, 404, 405, 410, 451]);
/** A gateway waited in vain for a host behind it, which may go on generating. */
const GATEWAY_TIMEOUTS = new Set([504, 524]);

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
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
]);
const NO_HANDSHAKE = /before secure TLS connection was established|alert (?:handshake failure|protocol version)/;

/** Runtime errors about a request that was never sent, and never will be; most carry no code. */
const NEVER_SENT = /^bad port$|^unknown scheme$|ByteString|invalid header value/;
const NEVER_SENT_CODES = new Set(['ERR_INVALID_URL', 'UND_ERR_INVALID_ARG']);

/** OpenAI and its kin answer 429 also when the account is empty; waiting does not fill it. */
const QUOTA_SPENT = /insufficient_quota|billing_hard_limit|billing_not_active/;
/** Anthropic answers 400 in that case, and Google 400 to a key that it does not know: others may fare better there. */
const NO_CREDIT = /^Your credit balance is too low/;
const DEAD_KEY = /"API_KEY_INVALID"/;
/** OpenRouter answers 403 also to a text that its moderation does not let through. */
const FLAGGED = /"flagged_input"/;

export function callTrouble(error: unknown, asked: Asked, nowMs: number): CallTrouble {
  const said = `${asked.generator}: ${redactedMessage(error, asked.redact)}`;
  if (error instanceof StreamFailure) return brokenOff(error, said, asked, nowMs);
  if (error instanceof CallCut) return { ...lost(said), outage: error.kind === 'silent' };
  if (!APICallError.isInstance(error) || error.statusCode === undefined) {
    if (neverSent(error)) {
      return { kind: 'gone', message: `${said} (not sent; correct ${sendersPart(asked.provider)})`, ...OWN_FAULT };
    }
    if (!neverConnected(error)) return lost(said);
    const message = `${said} (is ${addressOf(asked.provider)} right, and is there a network?)`;
    return { kind: 'unreachable', message, mayBeBilled: false, outage: true };
  }
  if (error.statusCode <= STATUS_OK_MAX) {
    if (hasNetworkCause(error)) return lost(said);
    return { kind: 'unreadable', message: said, mayBeBilled: true, outage: false };
  }
  return refusal(error, error.statusCode, asked, nowMs);
}

const OWN_FAULT = { mayBeBilled: false, outage: false };

function lost(message: string): CallTrouble {
  return { kind: 'connectionLost', message, mayBeBilled: true, outage: true };
}

/** What was generated may be billed, whatever came of it; an event in its place says what a status would have said. */
function brokenOff(failure: StreamFailure, said: string, asked: Asked, nowMs: number): CallTrouble {
  if (failure.generatedBytes > 0) return lost(`${said} (after ${failure.generatedBytes} bytes of the answer)`);
  const { message, status: statusCode, body: responseBody } = failure;
  const asRefusal = new APICallError({ message, statusCode, responseBody, url: '', requestBodyValues: null });
  return refusal(asRefusal, statusCode, asked, nowMs);
}

function refusal(error: APICallError, status: number, asked: Asked, nowMs: number): CallTrouble {
  const said = `${asked.generator}: ${redactedMessage(error, asked.redact)}`;
  const kind = kindOfRefusal(error, status);
  const blame = { mayBeBilled: GATEWAY_TIMEOUTS.has(status), outage: status >= STATUS_SERVER_ERROR_MIN };
  if (kind === 'busy') {
    const wait = retryAfterMs(error.responseHeaders ?? {}, nowMs);
    return { kind, message: `${said} (status ${status})`, retryAfterMs: wait, ...blame };
  }
  const wayOut = kind === 'gone' ? `; ${wayOutOf(error, status, asked)}` : '';
  return { kind, message: `${said} (status ${status}${wayOut})`, ...blame };
}

function kindOfRefusal(error: APICallError, status: number): 'busy' | 'gone' | 'unavailable' | 'rejected' {
  const asTold = error.responseHeaders?.['x-should-retry'];
  if (asTold === 'true') return 'busy';
  if (isGone(error, status)) return 'gone';
  if (status < STATUS_SERVER_ERROR_MIN && !RETRYABLE_STATUSES.has(status)) return 'rejected';
  return asTold === 'false' ? 'unavailable' : 'busy';
}

function isGone(error: APICallError, status: number): boolean {
  if (status < STATUS_CLIENT_ERROR_MIN || hasNoCredit(error, status)) return true;
  const body = error.responseBody ?? '';
  if (status === 403) return !FLAGGED.test(body);
  return GONE_STATUSES.has(status) || (status === 400 && DEAD_KEY.test(body));
}

function hasNoCredit({ message, responseBody = '' }: APICallError, status: number): boolean {
  if (status === 429) return QUOTA_SPENT.test(responseBody);
  return status === 402 || (status === 400 && NO_CREDIT.test(message));
}

function wayOutOf(error: APICallError, status: number, { provider }: Asked): string {
  if (hasNoCredit(error, status)) return 'the account has no credit left';
  if (status < STATUS_CLIENT_ERROR_MIN) {
    return `it sends elsewhere, where no key is sent to: correct ${addressOf(provider)}`;
  }
  if (status === 404 || status === 410) {
    return `the model may have been retired: check the model's name and ${addressOf(provider)}`;
  }
  if (status === 405) return `correct ${addressOf(provider)}`;
  if (status === 451) return 'it may not serve you here';
  const variables = provider?.keyVariables.join(' or ');
  return variables ? `check the key in ${variables}` : 'it wants a key';
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
  return errorChain(error).some(
    ({ code, syscall, message }) => NEVER_CONNECTED.has(code) || syscall === 'connect' || NO_HANDSHAKE.test(message),
  );
}

/** An answer that broke off has an error of the socket behind it; one that cannot be read has a parser's. */
function hasNetworkCause(error: unknown): boolean {
  return errorChain(error).some(({ code, message }) => code !== '' || message === 'terminated');
}
