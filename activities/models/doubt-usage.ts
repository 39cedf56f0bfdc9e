// Why a provider's figures are not believed. What is doubted is booked at the worst case, since what was really billed
// is not known; so an honest figure of any tokenizer must pass, and the grounds are kept with the call.
import type { Generator } from '../../core/generator.js';
import type { ProviderKind } from '../../core/operator-config.js';
import { REQUEST_OVERHEAD_TOKENS, type Usage } from '../../core/price.js';
import type { Answer } from './answer.js';
import type { PreparedRequest } from './model-request.js';
import { leastInputTokens, leastOutputTokens } from './own-count.js';

/** A call of the same run whose request this one begins with, and what it was booked at as a believed figure. */
export interface EarlierCall {
  request: PreparedRequest;
  usage: Usage;
}

export interface Evidence {
  generator: Generator;
  kind: ProviderKind | null;
  request: PreparedRequest;
  answer: Answer;
  earlier: EarlierCall | null;
}

/** Behind a gateway, two turns may be counted by two hosts that put other marks around the messages. */
const BETWEEN_TURNS = 0.1;

/** In one line; null when the figures can be true. */
export function doubtUsage(evidence: Evidence): string | null {
  const { usage } = evidence.answer;
  if (!usage) return 'the provider gave no usage';
  return doubtInput(usage, evidence) ?? doubtOutput(usage, evidence) ?? doubtReasoning(evidence);
}

function doubtInput({ inputTokens }: Usage, { request, earlier }: Evidence): string | null {
  const least = leastInputTokens(request.options);
  if (inputTokens < least) return `${inputTokens} input tokens, and the request has at least ${least}`;
  if (!earlier) return null;
  const before = earlier.usage.inputTokens;
  // What was thought may be left out of a later turn, so its share of the request before need not be there any more.
  const kept = Math.floor(before * (1 - BETWEEN_TURNS)) - reasoningBytes(earlier.request);
  if (inputTokens < kept) return `${inputTokens} input tokens, after ${before} for the beginning of the same request`;
  // No tokenizer makes more tokens than there are bytes: what grew faster was counted too low before.
  const added = Math.max(0, request.bytes - earlier.request.bytes) + REQUEST_OVERHEAD_TOKENS;
  const most = Math.ceil(before * (1 + BETWEEN_TURNS)) + added;
  return inputTokens > most ? `${inputTokens} input tokens, after only ${before} for most of the same request` : null;
}

function doubtOutput({ outputTokens }: Usage, { generator, answer }: Evidence): string | null {
  const visible = Math.min(leastOutputTokens(answer.parts), generator.settings.maxOutputTokens);
  const least = visible + Math.min(answer.reasoningTokens ?? 0, generator.settings.maxOutputTokens - visible);
  return outputTokens < least ? `${outputTokens} output tokens, and the answer has at least ${least}` : null;
}

/**
 * Where thought is not broken down, nobody can say whether it was counted. Anthropic's protocol has it in the figure
 * of output by definition; Google's leaves the breakdown out where nothing was thought.
 */
function doubtReasoning({ generator, kind, answer }: Evidence): string | null {
  if (kind === 'anthropic' || typeof answer.reasoningTokens === 'number') return null;
  const { reasoningEffort = 'none' } = generator.settings;
  const shown = answer.parts.some((part) => part.type === 'reasoning');
  const told = reasoningEffort !== 'none' && kind !== 'google';
  return shown || told ? 'the model reasons, and its usage does not say how much of that it holds' : null;
}

function reasoningBytes({ options }: PreparedRequest): number {
  let bytes = 0;
  for (const message of options.prompt) {
    if (message.role !== 'assistant') continue;
    for (const part of message.content) if (part.type === 'reasoning') bytes += JSON.stringify(part).length;
  }
  return bytes;
}
