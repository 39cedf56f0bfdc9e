// Asks a provider once, and reads its answer as it is generated. Retries belong to the engine, judgement to the
// callers; here are the headers that let gateways attribute spend.
import { APICallError, type LanguageModelV3 } from '@ai-sdk/provider';
import type { CallIdentity } from '../../core/model-activities.js';
import { ANSWER_BYTES_MAX, type Answer, toAnswer, unreadableAnswer } from './answer.js';
import { collectAnswer } from './collect-answer.js';
import type { PreparedRequest } from './model-request.js';
import { CallCut, type Wire } from './open-wire.js';

const HEADER_CHARS_MAX = 200;
const STATUS_OK_MAX = 299;

export interface Door {
  model: LanguageModelV3;
  /** The one that the model's requests go through. */
  wire: Wire;
  /** False for an endpoint that only answers as a whole. */
  stream: boolean;
}

/** Throws whatever the SDK throws, `CallCut` and `StreamFailure`. Closes the wire, and with it whatever still comes. */
export async function askProvider(door: Door, request: PreparedRequest, identity: CallIdentity): Promise<Answer> {
  const { model, wire } = door;
  const options = { ...request.options, headers: attributionHeaders(identity), abortSignal: wire.signal };
  try {
    if (!door.stream) return toAnswer(await model.doGenerate(options));
    const { stream } = await model.doStream(options);
    return await collectAnswer(stream, wire);
  } catch (error) {
    const reason: unknown = wire.signal.reason;
    if (!(reason instanceof CallCut)) return unreadableStart(error, wire);
    if (reason.kind === 'tooLarge') return unreadableAnswer(reason.message);
    throw reason;
  } finally {
    wire.close();
  }
}

/**
 * The SDK takes a first event that it cannot read for an error of the server, though the answer has begun: it was
 * status 2xx. Everything else is thrown on.
 */
function unreadableStart(error: unknown, wire: Wire): Answer {
  const status = wire.status();
  if (APICallError.isInstance(error) && status !== null && status <= STATUS_OK_MAX && isComplaint(error)) {
    return unreadableAnswer(`a piece of the answer cannot be read: ${error.message}`);
  }
  throw error;
}

/** Whether the SDK wrote its own error where the provider's should stand. */
function isComplaint({ responseBody = '' }: APICallError): boolean {
  return responseBody.length <= ANSWER_BYTES_MAX && /"name":"AI_\w+"/.test(responseBody);
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
