// How long an answer may be where the operator does not say. The worst case of each call reserves all of it, so it is
// no larger than work needs: room for an answer, and beside it for thoughts, which providers count as output.
import type { ReasoningEffort } from '../../core/generator.js';

/** A file of some 30,000 characters in one call; longer ones are written in parts. */
const ANSWER_TOKENS = 8_192;

const THOUGHT_TOKENS: Record<ReasoningEffort, number> = {
  none: 0,
  minimal: 2_048,
  low: 4_096,
  medium: 8_192,
  high: 24_576,
  max: 49_152,
};

/** What those that think unasked do. */
const USUAL_EFFORT: ReasoningEffort = 'medium';

/** Models that think unless they are told not to, or whatever they are told. A wrong guess only costs reserve. */
const THINKS_UNASKED =
  /^(?:claude-(?:opus|sonnet|haiku|fable)-5|gpt-(?:[5-9]|oss)|o\d|gemini-(?:2\.5|[3-9])|grok-[4-9]|glm-[5-9]|deepseek-(?:reasoner|r\d|v[4-9]))/;

/** An answer may fill this share of the context window, so that the request has the rest. */
const WINDOW_SHARE = 0.5;

/** `contextWindow` is null where it is not known. */
export function usualOutputLimit(
  model: string,
  effort: ReasoningEffort | undefined,
  contextWindow: number | null,
): number {
  const unasked = THINKS_UNASKED.test(model.slice(model.lastIndexOf('/') + 1)) ? USUAL_EFFORT : 'none';
  const wanted = ANSWER_TOKENS + THOUGHT_TOKENS[effort ?? unasked];
  return contextWindow === null ? wanted : Math.min(wanted, Math.floor(contextWindow * WINDOW_SHARE));
}
