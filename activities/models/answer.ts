// A provider's answer as it is recorded in the ledger: raw, before anything is read out of it.
import type {
  LanguageModelV3Content,
  LanguageModelV3GenerateResult,
  LanguageModelV3Usage,
  SharedV3ProviderOptions,
} from '@ai-sdk/provider';
import type { UnusableReason } from '../../core/activities.js';
import type { Usage } from '../../core/price.js';

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
  /** Why a whole answer (status 2xx) could not be read at all; null when it could. */
  unreadable: string | null;
}

/** Why nothing can be done with what came, or did not come. */
export interface Unusable {
  ok: false;
  reason: UnusableReason;
  /** One line for people. */
  message: string;
}

export function toAnswer(result: LanguageModelV3GenerateResult): Answer {
  return {
    parts: result.content.flatMap(toPart),
    finish: result.finishReason.unified,
    usage: toUsage(result.usage),
    unreadable: null,
  };
}

/** An answer that came, and was billed, but is in no form that we know. */
export function unreadableAnswer(why: string): Answer {
  return { parts: [], finish: 'error', usage: null, unreadable: why };
}

/** Sources, files and the like are left out: nothing here asks for them. */
function toPart(content: LanguageModelV3Content): AnswerPart[] {
  if (content.type !== 'text' && content.type !== 'reasoning' && content.type !== 'tool-call') return [];
  const extra = content.providerMetadata ? { providerOptions: content.providerMetadata } : {};
  if (content.type !== 'tool-call') return [{ type: content.type, text: content.text, ...extra }];
  const { type, toolCallId, toolName, input } = content;
  return [{ type, toolCallId, toolName, input, ...extra }];
}

function toUsage(reported: LanguageModelV3Usage): Usage | null {
  const inputTokens = tokens(reported.inputTokens.total);
  const outputTokens = tokens(reported.outputTokens.total);
  if (!inputTokens || outputTokens === null) return null;
  const cachedInputTokens = Math.min(inputTokens, tokens(reported.inputTokens.cacheRead) ?? 0);
  const cacheWriteTokens = Math.min(inputTokens - cachedInputTokens, tokens(reported.inputTokens.cacheWrite) ?? 0);
  return { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens };
}

function tokens(figure: number | undefined): number | null {
  return figure !== undefined && Number.isFinite(figure) && figure >= 0 ? Math.ceil(figure) : null;
}
