// What the operator decides: endpoints, prices, ceilings, sandbox, defaults. Comes from a file of the user, the
// environment and flags; never from a repository. Null means: not said, so the default stands.
import type { SandboxKind } from './command.js';
import type { Price } from './price.js';
import type { Optimize, Strategy, TryLimits } from './terms.js';

export type ProviderKind = 'anthropic' | 'openai' | 'google' | 'openai-compatible';

/** An endpoint that serves models. Its key is never written here, only the name of the variable that holds it. */
export interface ProviderSettings {
  kind: ProviderKind;
  /** Null: the vendor's own endpoint. An OpenAI-compatible provider always has one. */
  baseUrl: string | null;
  /** Null: the vendor's usual variable, or no key for an OpenAI-compatible endpoint. */
  apiKeyEnv: string | null;
  /** Null: the vendor of each model where the price list knows it, else the provider. One family fails together. */
  family: string | null;
  /** True for a scripted or simulated endpoint, which must say so wherever a person reads its name. */
  scripted: boolean;
}

export interface OperatorConfig {
  /** By name: the part before the slash in a generator's name. Known vendors need no entry. */
  providers: Record<string, ProviderSettings>;
  /** By generator name; each overrides the price list. */
  prices: Record<string, Price>;
  portfolio: string[] | null;
  /** No run may be given more than this. */
  budgetCeilingMicroUsd: number | null;
  budgetMicroUsd: number | null;
  sandbox: SandboxKind | null;
  optimize: Optimize | null;
  strategy: Strategy | null;
  decompose: boolean | null;
  repairsMax: number | null;
  tryLimits: Partial<TryLimits>;
}

export const NO_OPERATOR_CONFIG: OperatorConfig = {
  providers: {},
  prices: {},
  portfolio: null,
  budgetCeilingMicroUsd: null,
  budgetMicroUsd: null,
  sandbox: null,
  optimize: null,
  strategy: null,
  decompose: null,
  repairsMax: null,
  tryLimits: {},
};
