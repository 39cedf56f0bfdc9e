// What turns a task into a commit: a model with settings in our tool loop. Its price is pinned when a spec starts.
import type { Price } from './price.js';

export interface Generator {
  /** `provider/model`, or a name that the operator gave; unique in a portfolio. */
  name: string;
  /** The vendor: failures of one family go together. */
  family: string;
  provider: string;
  model: string;
  price: Price;
  /** True for a scripted or simulated model, which must say so wherever a person reads its name. */
  scripted: boolean;
  settings: GeneratorSettings;
}

/** How long a model may think before it answers; each provider is told in its own words. */
export type ReasoningEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'max';

export const PROMPT_VARIANTS = ['standard', 'terse'] as const;
export type PromptVariant = (typeof PROMPT_VARIANTS)[number];

/** What is absent is left to the provider, or is the standard. */
export interface GeneratorSettings {
  /** Of an answer with all that was thought for it. */
  maxOutputTokens: number;
  /** Not sent to a model that is told how long to think: those refuse it. */
  temperature?: number;
  /** Absent: as the provider does by itself. */
  reasoningEffort?: ReasoningEffort;
  /** Absent: the standard one. */
  promptVariant?: PromptVariant;
}

const EFFORT_RANK: Record<ReasoningEffort, number> = { none: 0, minimal: 1, low: 2, medium: 3, high: 4, max: 5 };

/**
 * Orders by output price, then input price, then name: the order in which a cascade tries. Of one price, those that think
 * less go first, since thoughts are paid for; what leaves it to the provider is taken to think a usual measure.
 */
export function cheapestFirst(portfolio: readonly Generator[]): Generator[] {
  const effort = ({ settings }: Generator) => EFFORT_RANK[settings.reasoningEffort ?? 'medium'];
  return [...portfolio].sort(
    (a, b) =>
      a.price.outputMicroUsdPerMTok - b.price.outputMicroUsdPerMTok ||
      a.price.inputMicroUsdPerMTok - b.price.inputMicroUsdPerMTok ||
      effort(a) - effort(b) ||
      (a.name < b.name ? -1 : 1),
  );
}
