// Asks a provider once. Retries belong to the engine, judgement to the callers; here are the headers that let
// gateways attribute spend, and the limit of time.
import type { LanguageModelV3 } from '@ai-sdk/provider';
import type { CallIdentity } from '../../core/activities.js';
import { type Answer, toAnswer } from './answer.js';
import type { PreparedRequest } from './model-request.js';

/** A call may last this long. Below the 300 s after which Node itself gives up waiting for a response's headers. */
const CALL_TIMEOUT_MS = 290_000;

const HEADER_CHARS_MAX = 200;

/** Throws whatever the SDK throws; `signal` ends the call at once. */
export async function askProvider(
  model: LanguageModelV3,
  request: PreparedRequest,
  identity: CallIdentity,
  signal: AbortSignal,
): Promise<Answer> {
  const result = await model.doGenerate({
    ...request.options,
    headers: attributionHeaders(identity),
    abortSignal: AbortSignal.any([signal, AbortSignal.timeout(CALL_TIMEOUT_MS)]),
  });
  return toAnswer(result);
}

function attributionHeaders(identity: CallIdentity): Record<string, string> {
  return {
    'x-nightshift-purpose': identity.purpose,
    'x-nightshift-run': headerSafe(identity.run),
    'x-nightshift-task': headerSafe(identity.task),
    'x-nightshift-attempt': headerSafe(identity.attempt),
  };
}

/** Headers carry printable ASCII only: the bytes of all other characters are percent-encoded. */
function headerSafe(value: string): string {
  return value.replace(/[^\x20-\x7e]/gu, percentEncoded).slice(0, HEADER_CHARS_MAX);
}

/** Unlike `encodeURIComponent` it takes half a surrogate pair, too. */
function percentEncoded(character: string): string {
  return [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}
