// A provider's answer as it is recorded in the ledger: raw, before anything is read out of it.
import type {
  LanguageModelV3Content,
  LanguageModelV3GenerateResult,
  LanguageModelV3Usage,
  SharedV3ProviderOptions,
} from '@ai-sdk/provider';
import { utf8Bytes } from '../../core/clamp.js';
import type { Usage } from '../../core/price.js';
import { isObject } from './is-object.js';

export type AnswerPart = (
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  /** `input` is the text of the arguments, which need not be JSON. */
  | { type: 'tool-call'; toolCallId: string; toolName: string; input: string }
) & {
  /** What the provider wants back with this part, such as the signature of a thought. */
  providerOptions?: SharedV3ProviderOptions;
};

export type FinishReason = LanguageModelV3GenerateResult['finishReason']['unified'];

export interface Answer {
  parts: AnswerPart[];
  finish: FinishReason;
  /** Null when the provider gave no figures, or figures that cannot be. */
  usage: Usage | null;
  /** The part of the output that was thought; null or absent when the provider does not break its figure down. */
  reasoningTokens?: number | null;
  /** Why a whole answer (status 2xx) could not be read at all; null when it could. */
  unreadable: string | null;
}

/** Far more than any turn of work; what is longer is not read to its end. */
export const ANSWER_BYTES_MAX = 1_000_000;

export function toAnswer(result: LanguageModelV3GenerateResult): Answer {
  const parts = result.content.flatMap(toPart);
  const whole: Answer = { parts, finish: result.finishReason.unified, ...figures(result.usage), unreadable: null };
  return answerBytes(parts) > ANSWER_BYTES_MAX ? { ...whole, unreadable: TOO_LARGE } : whole;
}

export const TOO_LARGE = `the answer has more than ${ANSWER_BYTES_MAX} bytes`;

/** An answer that came, and may have been billed, but cannot be used; what came of it is kept for people. */
export function unreadableAnswer(why: string, parts: AnswerPart[] = []): Answer {
  return { parts, finish: 'error', usage: null, unreadable: why };
}

/** What the provider says that it billed. */
export function figures(reported: LanguageModelV3Usage): Pick<Answer, 'usage' | 'reasoningTokens'> {
  return { usage: toUsage(reported), reasoningTokens: reasoningTokens(reported) };
}

/** Sources, files and the like are left out: nothing here asks for them. */
function toPart(content: LanguageModelV3Content): AnswerPart[] {
  if (content.type !== 'text' && content.type !== 'reasoning' && content.type !== 'tool-call') return [];
  const extra = content.providerMetadata ? { providerOptions: content.providerMetadata } : {};
  if (content.type !== 'tool-call') return [{ type: content.type, text: content.text, ...extra }];
  const { type, toolCallId, toolName, input } = content;
  return [{ type, toolCallId, toolName, input, ...extra }];
}

function answerBytes(parts: readonly AnswerPart[]): number {
  let bytes = 0;
  for (const part of parts) bytes += utf8Bytes(part.type === 'tool-call' ? part.input : part.text);
  return bytes;
}

function toUsage(reported: LanguageModelV3Usage): Usage | null {
  const inputTokens = tokens(reported.inputTokens.total);
  const outputTokens = tokens(reported.outputTokens.total);
  if (!inputTokens || outputTokens === null) return null;
  const cachedInputTokens = Math.min(inputTokens, tokens(reported.inputTokens.cacheRead) ?? 0);
  const cacheWriteTokens = Math.min(inputTokens - cachedInputTokens, tokens(reported.inputTokens.cacheWrite) ?? 0);
  return {
    inputTokens,
    cachedInputTokens,
    cacheWriteTokens,
    outputTokens: outputTokens + thoughtBeside(reported, inputTokens, outputTokens),
  };
}

/**
 * Thought that a provider's figure of output leaves out though it bills it, as some of those that speak the protocol
 * of OpenAI do: seen where more was thought than put out at all, or where the provider's own total has it on top.
 */
function thoughtBeside(reported: LanguageModelV3Usage, inputTokens: number, outputTokens: number): number {
  const thought = reasoningTokens(reported) ?? 0;
  const total = reported.raw?.['total_tokens'];
  return thought > outputTokens || (thought > 0 && total === inputTokens + outputTokens + thought) ? thought : 0;
}

/** Read from what the provider sent: the SDK makes a zero of a figure that is not there. */
function reasoningTokens({ raw }: LanguageModelV3Usage): number | null {
  const details = raw?.['completion_tokens_details'] ?? raw?.['output_tokens_details'];
  const inDetails = isObject(details) ? (details['reasoning_tokens'] ?? details['thinking_tokens']) : undefined;
  const thought = inDetails ?? raw?.['thoughtsTokenCount'];
  return typeof thought === 'number' ? tokens(thought) : null;
}

/** No call of any model comes near it: what says so is no figure, and would break every sum that it went into. */
const TOKENS_MAX = 100_000_000;

function tokens(figure: number | undefined): number | null {
  return figure !== undefined && figure >= 0 && figure <= TOKENS_MAX ? Math.ceil(figure) : null;
}
