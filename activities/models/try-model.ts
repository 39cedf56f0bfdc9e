// One question with the shortest answer that a provider gives, so that a person sees a model work before a night depends
// on it. It belongs to no run, so no journal has it: whoever asks for it is told what it costs.
import type { LanguageModelV3CallOptions, LanguageModelV3Usage } from '@ai-sdk/provider';
import { utf8Bytes } from '../../core/clamp.js';
import type { Generator } from '../../core/generator.js';
import { formatUsd } from '../../core/money.js';
import type { ProviderKind } from '../../core/operator-config.js';
import { chargeMicroUsd, type Usage, worstCaseMicroUsd } from '../../core/price.js';
import { callTrouble } from './call-trouble.js';
import type { Providers } from './providers.js';

export interface Trial {
  ok: boolean;
  /** For people: what went wrong, or what it took. */
  found: string;
  latencyMs: number;
  /** Null when none was reported. */
  usage: Usage | null;
  /** At most, where no usage was reported. */
  chargedMicroUsd: number;
}

const SMALLEST_ANSWER_TOKENS: Record<ProviderKind, number> = {
  anthropic: 1,
  // Fewer are refused.
  openai: 16,
  google: 1,
  'openai-compatible': 1,
};

/** The most that a trial can cost, in micro-dollars. */
export function trialWorstMicroUsd(providers: Providers, generator: Generator): number {
  const { options, answerTokens } = trialCall(providers, generator);
  return worstCaseMicroUsd(generator.price, utf8Bytes(JSON.stringify(options)), answerTokens);
}

/** Asks once and never throws for what providers do. */
export async function tryModel(providers: Providers, generator: Generator, timeoutMs: number): Promise<Trial> {
  const { options } = trialCall(providers, generator);
  const startedAtMs = performance.now();
  const took = () => Math.round(performance.now() - startedAtMs);
  const worstMicroUsd = trialWorstMicroUsd(providers, generator);
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    // Without its settings: what is told to think wants a longer answer.
    const { name, provider, model } = generator;
    const { usage: reported } = await providers
      .languageModel({ name, provider, model })
      .doGenerate({ ...options, abortSignal: signal });
    const latencyMs = took();
    const usage = usageOf(reported);
    const chargedMicroUsd = usage ? chargeMicroUsd(generator.price, usage) : worstMicroUsd;
    return { ok: true, found: worked(usage, chargedMicroUsd, latencyMs), latencyMs, usage, chargedMicroUsd };
  } catch (error) {
    const asked = {
      generator: generator.name,
      provider: providers.find(generator.provider),
      redact: (text: string) => providers.redact(text),
    };
    const trouble = callTrouble(error, asked, Date.now());
    const mayBeBilled = signal.aborted || trouble.mayBeBilled;
    return {
      ok: false,
      found: signal.aborted ? `${generator.name}: no answer within ${timeoutMs / 1000} s` : trouble.message,
      latencyMs: took(),
      usage: null,
      chargedMicroUsd: mayBeBilled ? worstMicroUsd : 0,
    };
  }
}

/** Without the effort of the generator: where thoughts have a least length, so short an answer would be refused. */
function trialCall(
  providers: Providers,
  { provider, settings }: Generator,
): { options: LanguageModelV3CallOptions; answerTokens: number } {
  const answerTokens = SMALLEST_ANSWER_TOKENS[providers.find(provider)?.kind ?? 'openai-compatible'];
  const options: LanguageModelV3CallOptions = {
    maxOutputTokens: answerTokens,
    ...(settings.temperature === undefined ? {} : { temperature: settings.temperature }),
    prompt: [{ role: 'user', content: [{ type: 'text', text: 'Say OK.' }] }],
  };
  return { options, answerTokens };
}

function usageOf({ inputTokens, outputTokens }: LanguageModelV3Usage): Usage | null {
  if (inputTokens.total === undefined || outputTokens.total === undefined) return null;
  return {
    inputTokens: inputTokens.total,
    cachedInputTokens: inputTokens.cacheRead ?? 0,
    cacheWriteTokens: inputTokens.cacheWrite ?? 0,
    outputTokens: outputTokens.total,
  };
}

function worked(usage: Usage | null, chargedMicroUsd: number, latencyMs: number): string {
  const tokens = usage
    ? `${usage.inputTokens} tokens in, ${usage.outputTokens} out, ${formatUsd(chargedMicroUsd)}`
    : `no tokens reported, ${formatUsd(chargedMicroUsd)} at most`;
  return `ok in ${latencyMs} ms, ${tokens}`;
}
