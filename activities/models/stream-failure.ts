// A provider's own word in the middle of a stream that it failed. Status 200 was sent long before, so what the status
// would have been is read from the event: before anything was generated the event is a refusal like any other.
import { APICallError } from '@ai-sdk/provider';
import { isObject } from './is-object.js';

/** Names of errors in the protocols of Anthropic and OpenAI, by the status that they have outside of streams. */
const STATUSES: Record<string, number> = {
  invalid_request_error: 400,
  invalid_prompt: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  insufficient_quota: 429,
  api_error: 500,
  server_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
};
const STATUS_UNKNOWN = 500;

export class StreamFailure extends Error {
  override readonly name = 'StreamFailure';
  readonly status: number;
  /** As text, for what looks into refusals. */
  readonly body: string;

  constructor(
    event: unknown,
    /** Bytes of the answer that had come. */
    readonly generatedBytes: number,
  ) {
    const body = APICallError.isInstance(event) ? (event.responseBody ?? '') : JSON.stringify(event);
    super(textOf(event) ?? body);
    this.status = statusOf(event);
    this.body = body;
  }
}

function textOf(event: unknown): string | null {
  if (typeof event === 'string') return event;
  const message = isObject(event) ? event['message'] : null;
  return typeof message === 'string' && message !== '' ? message : null;
}

function statusOf(event: unknown): number {
  if (!isObject(event)) return STATUS_UNKNOWN;
  const named = [event['statusCode'], event['code'], event['type']];
  return named.map(asStatus).find((status) => status !== null) ?? STATUS_UNKNOWN;
}

function asStatus(name: unknown): number | null {
  if (typeof name === 'string') return STATUSES[name] ?? asStatus(Number(name));
  return typeof name === 'number' && name >= 400 && name <= 599 ? name : null;
}
