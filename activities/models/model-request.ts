// A request to a model, before any provider's dialect: what the journal's hash and the worst case are computed from.
import { createHash } from 'node:crypto';
import type { JSONSchema7, LanguageModelV3CallOptions, LanguageModelV3FunctionTool } from '@ai-sdk/provider';
import type { ModelMessage } from 'ai';
import { utf8Bytes } from '../../core/clamp.js';
import type { Generator } from '../../core/generator.js';
import { toPrompt } from './to-prompt.js';

export interface ModelRequest {
  messages: ModelMessage[];
  tools: LanguageModelV3FunctionTool[];
  /** The form that the answer must have; null when it is free text and tool calls. */
  answerSchema: { name: string; schema: JSONSchema7 } | null;
}

/** What the SDK is asked, with the measures that the journal needs of it. */
export interface PreparedRequest {
  options: LanguageModelV3CallOptions;
  /** SHA-256 of all that determines the answer: the same step has the same hash, whenever and wherever it runs. */
  hash: string;
  bytes: number;
  chars: number;
}

export function prepareRequest(generator: Generator, request: ModelRequest): PreparedRequest {
  const { maxOutputTokens, temperature, reasoningEffort } = generator.settings;
  const thinks = reasoningEffort !== undefined && reasoningEffort !== 'none';
  const options: LanguageModelV3CallOptions = {
    // The messages come last, so that the text of a turn is a prefix of the next turn's.
    ...(request.tools.length === 0 ? {} : { tools: request.tools }),
    ...(request.answerSchema === null ? {} : { responseFormat: { type: 'json', ...request.answerSchema } }),
    maxOutputTokens,
    ...(temperature === undefined || thinks ? {} : { temperature }),
    prompt: toPrompt(request.messages),
  };
  // The keys stand in the order written here, the messages as they were stored, so the text is the same every time.
  const { provider, model } = generator;
  const text = JSON.stringify({ provider, model, ...(reasoningEffort ? { reasoningEffort } : {}), ...options });
  return {
    options,
    hash: createHash('sha256').update(text).digest('hex'),
    bytes: utf8Bytes(text),
    chars: text.length,
  };
}
