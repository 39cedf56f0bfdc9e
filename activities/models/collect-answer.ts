// Puts an answer together from the pieces of a stream. What ends it early is told apart: the provider's own word that
// it failed is thrown; pieces that make no whole answer are an answer that cannot be used.
import {
  APICallError,
  InvalidResponseDataError,
  type LanguageModelV3FinishReason,
  type LanguageModelV3StreamPart,
  type SharedV3ProviderMetadata,
} from '@ai-sdk/provider';
import { utf8Bytes } from '../../core/clamp.js';
import { ANSWER_BYTES_MAX, type Answer, type AnswerPart, figures, TOO_LARGE, unreadableAnswer } from './answer.js';
import type { Wire } from './open-wire.js';
import { StreamFailure } from './stream-failure.js';

type Piece = LanguageModelV3StreamPart;
type Finish = Extract<Piece, { type: 'finish' }>;

const NO_STREAM =
  "the endpoint does not answer in a stream; write stream: false for this provider in the operator's config";

/** Throws `StreamFailure`, and whatever breaks the connection. */
export async function collectAnswer(
  stream: ReadableStream<Piece>,
  wire: Pick<Wire, 'talks' | 'streams'>,
): Promise<Answer> {
  const answer = new Gathering();
  let finish: Finish | null = null;
  let unreadable: string | null = null;
  for await (const piece of stream) {
    if (piece.type === 'finish') finish = piece;
    if (piece.type === 'error') unreadable ??= holeLeftBy(piece.error, answer.bytes);
    const talking = answer.take(piece);
    if (talking !== null) wire.talks(talking);
    if (answer.bytes > ANSWER_BYTES_MAX) return unreadableAnswer(TOO_LARGE, answer.parts());
  }
  const parts = answer.parts();
  if (unreadable !== null) {
    return { ...unreadableAnswer(unreadable, parts), ...(finish ? figures(finish.usage) : {}) };
  }
  if (!finish || !isFinished(finish.finishReason)) {
    return unreadableAnswer(wire.streams() === false ? NO_STREAM : endedEarly(answer.bytes), parts);
  }
  return { parts, finish: finish.finishReason.unified, ...figures(finish.usage), unreadable: null };
}

function endedEarly(bytes: number): string {
  return `the stream ended before the answer did (after ${bytes} bytes of it)`;
}

/** The SDK's own guess at a finish has no word of the provider behind it. */
function isFinished({ unified, raw }: LanguageModelV3FinishReason): boolean {
  return raw !== undefined || (unified !== 'other' && unified !== 'error');
}

/** What is missing where the SDK could not read what came; null where nothing is but the end. */
function holeLeftBy(error: unknown, bytes: number): string | null {
  if (isProvidersWord(error)) throw new StreamFailure(error, bytes);
  return isMissingEnd(error) ? null : `a piece of the answer cannot be read: ${messageOf(error)}`;
}

/** Anything but the SDK's complaint that it could not read what came. */
function isProvidersWord(error: unknown): boolean {
  if (APICallError.isInstance(error)) return (error.statusCode ?? 0) >= 400;
  return !(error instanceof Error);
}

/** The SDK's complaint about nothing in particular: the end that did not come is seen by its finish as well. */
function isMissingEnd(error: unknown): boolean {
  return InvalidResponseDataError.isInstance(error) && error.data === undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The parts of an answer as they grow. */
class Gathering {
  bytes = 0;
  readonly #parts: AnswerPart[] = [];
  readonly #open = new Map<string, AnswerPart>();

  /** Whether the model talks (true) or thinks (false) from now on; null when the piece says nothing about that. */
  take(piece: Piece): boolean | null {
    switch (piece.type) {
      case 'text-start':
        this.#begin(piece.id, { type: 'text', text: '' }, piece.providerMetadata);
        return null;
      case 'reasoning-start':
        this.#begin(piece.id, { type: 'reasoning', text: '' }, piece.providerMetadata);
        return false;
      case 'tool-input-start':
        this.#begin(toolKey(piece.id), {
          type: 'tool-call',
          toolCallId: piece.id,
          toolName: piece.toolName,
          input: '',
        });
        return true;
      case 'text-delta':
        this.#grow(piece.id, piece.delta, piece.providerMetadata);
        return true;
      case 'reasoning-delta':
        this.#grow(piece.id, piece.delta, piece.providerMetadata);
        return null;
      case 'tool-input-delta':
        this.#grow(toolKey(piece.id), piece.delta);
        return true;
      case 'text-end':
      case 'reasoning-end':
        this.#grow(piece.id, '', piece.providerMetadata);
        return null;
      case 'tool-call':
        this.#callTool(piece);
        return true;
      default:
        return null;
    }
  }

  /** With calls whose arguments never came to their end: they were generated, and whoever carries them out refuses. */
  parts(): AnswerPart[] {
    return this.#parts;
  }

  #begin(key: string, part: AnswerPart, extra?: SharedV3ProviderMetadata): void {
    this.#parts.push(part);
    this.#open.set(key, part);
    addExtra(part, extra);
  }

  #grow(key: string, delta: string, extra?: SharedV3ProviderMetadata): void {
    const part = this.#open.get(key);
    if (!part) return;
    this.bytes += utf8Bytes(delta);
    if (part.type === 'tool-call') part.input += delta;
    else part.text += delta;
    addExtra(part, extra);
  }

  /** The whole call, which takes the place of its pieces. */
  #callTool(call: Extract<Piece, { type: 'tool-call' }>): void {
    const key = toolKey(call.toolCallId);
    if (!this.#open.has(key)) {
      this.#begin(key, { type: 'tool-call', toolCallId: call.toolCallId, toolName: call.toolName, input: '' });
    }
    const part = this.#open.get(key);
    if (part?.type !== 'tool-call') return;
    this.bytes += Math.max(0, utf8Bytes(call.input) - utf8Bytes(part.input));
    part.input = call.input;
    part.toolName = call.toolName;
    addExtra(part, call.providerMetadata);
  }
}

function toolKey(id: string): string {
  return `tool ${id}`;
}

/** A signature may come with any piece of its part. */
function addExtra(part: AnswerPart, extra: SharedV3ProviderMetadata | undefined): void {
  for (const [provider, fields] of Object.entries(extra ?? {})) {
    part.providerOptions = {
      ...part.providerOptions,
      [provider]: { ...part.providerOptions?.[provider], ...fields },
    };
  }
}
