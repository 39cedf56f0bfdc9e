// From the name of a generator to the generator itself: its provider, its vendor, its price. What stands in the way
// is said with the way out, before a run starts.
import { cheapestFirst, DEFAULT_MAX_OUTPUT_TOKENS, type Generator } from '../../core/generator.js';
import type { Price } from '../../core/price.js';
import { listPrice, vendorOf } from './price-list.js';
import { type Provider, type Providers, unknownProvider } from './providers.js';

export interface GeneratorSources {
  providers: Providers;
  /** The operator's prices by generator name; they win over the shipped list. */
  priceOverrides: Record<string, Price>;
}

export type ResolvedGenerator = { ok: true; generator: Generator } | { ok: false; problem: string };

/** Current models of the vendors, for those who name none. All are in the shipped price list; a test holds that. */
const DEFAULT_MODELS: Record<string, string[]> = {
  anthropic: ['claude-haiku-4-5', 'claude-sonnet-5', 'claude-opus-5-5'],
  openai: ['gpt-6-luna', 'gpt-6-sol'],
  google: ['gemini-3.5-flash-lite', 'gemini-3.8-flash'],
};

/** The generator behind `provider/model`, or what keeps it from being used and how to mend it. */
export function resolveGenerator(name: string, sources: GeneratorSources): ResolvedGenerator {
  const slash = name.indexOf('/');
  if (slash <= 0 || slash === name.length - 1) {
    return {
      ok: false,
      problem: `"${name}" is no model; write it as provider/model, such as anthropic/claude-haiku-4-5`,
    };
  }
  const model = name.slice(slash + 1);
  const provider = sources.providers.find(name.slice(0, slash));
  if (!provider) return { ok: false, problem: unknownProvider(name, sources.providers.names()) };
  if (provider.problem) return { ok: false, problem: `${name}: ${provider.problem}` };
  const price = sources.priceOverrides[name] ?? listPrice(provider.name, provider.baseUrl, model);
  if (!price) return { ok: false, problem: unpriced(name) };
  return {
    ok: true,
    generator: {
      name,
      family: provider.family ?? vendorOf(model) ?? provider.name,
      provider: provider.name,
      model,
      price,
      scripted: provider.scripted,
      settings: { maxOutputTokens: DEFAULT_MAX_OUTPUT_TOKENS },
    },
  };
}

/** Known models whose keys are present, cheapest first; empty when there is no key. */
export function defaultPortfolio(sources: GeneratorSources): Generator[] {
  const usable = Object.keys(DEFAULT_MODELS).flatMap((name) => sources.providers.find(name) ?? []);
  return cheapestFirst(usable.flatMap((provider) => defaultsOf(provider, sources)));
}

function defaultsOf(provider: Provider, sources: GeneratorSources): Generator[] {
  return (DEFAULT_MODELS[provider.name] ?? []).flatMap((model) => {
    const resolved = resolveGenerator(`${provider.name}/${model}`, sources);
    return resolved.ok ? [resolved.generator] : [];
  });
}

function unpriced(name: string): string {
  return (
    `${name}: its price is not known, so no budget can hold; add to the operator's config, in dollars for a million ` +
    `tokens: prices: { "${name}": { input: 1.25, output: 10 } }`
  );
}
