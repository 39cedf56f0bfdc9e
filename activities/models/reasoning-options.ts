// How long a model may think, in the words of each provider. What it thinks counts as output everywhere, and stays
// within the output limit of the request, so that the worst case of a call holds.
import type { LanguageModelV3CallOptions, LanguageModelV3Middleware, SharedV3ProviderOptions } from '@ai-sdk/provider';
import type { ReasoningEffort } from '../../core/generator.js';
import type { ProviderKind } from '../../core/operator-config.js';

/** Models of Anthropic that are told a number of tokens; later ones are told an effort. */
const TOLD_A_BUDGET = /claude-(?:3|(?:opus|sonnet|haiku)-4(?:-[0-5])?(?:-\d{8})?(?:@.*)?$)/;
const GEMINI_TOLD_A_BUDGET = /gemini-2/;

/** Shares of the output limit that may be thought. */
const BUDGET_SHARES: Record<Exclude<ReasoningEffort, 'none'>, number> = {
  minimal: 0.1,
  low: 0.2,
  medium: 0.4,
  high: 0.6,
  max: 0.8,
};
/** Anthropic takes no smaller number, and what is left must hold an answer. */
const BUDGET_TOKENS_MIN = 1_024;

const GOOGLE_LEVELS = {
  none: 'minimal',
  minimal: 'minimal',
  low: 'low',
  medium: 'medium',
  high: 'high',
  max: 'high',
} as const satisfies Record<ReasoningEffort, string>;

const ANTHROPIC_EFFORTS = { minimal: 'low', low: 'low', medium: 'medium', high: 'high', max: 'max' } as const;

export function reasoningMiddleware(
  kind: ProviderKind,
  model: string,
  effort: ReasoningEffort,
): LanguageModelV3Middleware {
  return {
    specificationVersion: 'v3',
    transformParams: async ({ params }) => withReasoning(params, kind, model, effort),
  };
}

function withReasoning(
  params: LanguageModelV3CallOptions,
  kind: ProviderKind,
  model: string,
  effort: ReasoningEffort,
): LanguageModelV3CallOptions {
  switch (kind) {
    case 'anthropic':
      return anthropic(params, model, effort);
    case 'openai':
      return withOptions(params, 'openai', { reasoningEffort: openAiEffort(model, effort) });
    case 'google':
      return withOptions(params, 'google', { thinkingConfig: thinkingConfig(params, model, effort) });
    case 'openai-compatible':
      // Gateways and local servers know each their own words, so the operator's goes through as it is.
      return withOptions(params, 'openaiCompatible', { reasoningEffort: effort });
  }
}

function anthropic(
  params: LanguageModelV3CallOptions,
  model: string,
  effort: ReasoningEffort,
): LanguageModelV3CallOptions {
  if (effort === 'none') return withOptions(params, 'anthropic', { thinking: { type: 'disabled' } });
  if (!TOLD_A_BUDGET.test(model)) {
    return withOptions(params, 'anthropic', { thinking: { type: 'adaptive' }, effort: ANTHROPIC_EFFORTS[effort] });
  }
  const maxOutputTokens = params.maxOutputTokens ?? 0;
  const budgetTokens = budgetOf(maxOutputTokens, effort);
  // Such a model is made to answer in a form by being made to call a tool, which it refuses to do while it thinks.
  if (params.responseFormat?.type === 'json' || maxOutputTokens - budgetTokens < BUDGET_TOKENS_MIN) return params;
  // The SDK adds the budget to the limit, which would then be no limit of ours.
  const limited = { ...params, maxOutputTokens: maxOutputTokens - budgetTokens };
  return withOptions(limited, 'anthropic', { thinking: { type: 'enabled', budgetTokens } });
}

function thinkingConfig(params: LanguageModelV3CallOptions, model: string, effort: ReasoningEffort) {
  if (!GEMINI_TOLD_A_BUDGET.test(model)) return { thinkingLevel: GOOGLE_LEVELS[effort] };
  return { thinkingBudget: effort === 'none' ? 0 : budgetOf(params.maxOutputTokens ?? 0, effort) };
}

function budgetOf(maxOutputTokens: number, effort: Exclude<ReasoningEffort, 'none'>): number {
  return Math.max(BUDGET_TOKENS_MIN, Math.floor(maxOutputTokens * BUDGET_SHARES[effort]));
}

/** The nearest that a model of OpenAI knows: each generation of them has other names for the two ends. */
function openAiEffort(model: string, effort: ReasoningEffort): string {
  const version = openAiVersion(model);
  if (effort === 'none') return version >= 5.1 ? 'none' : version >= 5 ? 'minimal' : 'low';
  if (effort === 'minimal') return version >= 5 && version < 5.1 ? 'minimal' : 'low';
  if (effort === 'max') return version >= 5.6 ? 'max' : version >= 5.2 ? 'xhigh' : 'high';
  return effort;
}

/** 5.2 for `gpt-5.2-codex`; 0 for the models that are named otherwise. */
function openAiVersion(model: string): number {
  return Number(/^gpt-(\d+(?:\.\d+)?)/.exec(model)?.[1] ?? 0);
}

function withOptions(
  params: LanguageModelV3CallOptions,
  provider: string,
  fields: SharedV3ProviderOptions[string],
): LanguageModelV3CallOptions {
  const { providerOptions } = params;
  return {
    ...params,
    providerOptions: { ...providerOptions, [provider]: { ...providerOptions?.[provider], ...fields } },
  };
}
