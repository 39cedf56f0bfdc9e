// From the name of a generator to the generator itself: its provider, its vendor, its price, its settings. What stands
// in the way is said with the way out, before a run starts.
import { cheapestFirst, type Generator } from '../../core/generator.js';
import type { NamedGenerator } from '../../core/operator-config.js';
import type { Price } from '../../core/price.js';
import { usualOutputLimit } from './output-limit.js';
import { contextWindowOf, type Listed, listPrice, pricedModels, vendorOf } from './price-list.js';
import { type Providers, unknownProvider } from './providers.js';
import { didYouMean, nearestNames } from './suggest-names.js';

export interface GeneratorSources {
  providers: Providers;
  /** Models with settings, under names of the operator's own. */
  generators: Record<string, NamedGenerator>;
  /** The operator's prices by generator or model; they win over the shipped list. */
  priceOverrides: Record<string, Price>;
}

export type ResolvedGenerator =
  | { ok: true; generator: Generator }
  | {
      ok: false;
      /** All that is wrong, a line for each thing, with the name in it. */
      problem: string;
      /** A price that the operator may give it; null where a price is not what it lacks. */
      wantsPrice: WantedPrice | null;
      /** The generator, where it lacks nothing but what its provider has to have, such as a key. */
      generator: Generator | null;
    };

export interface WantedPrice {
  /** What to give a price: the model, so that it holds for all generators with it. */
  name: string;
  /** What the model costs elsewhere; null when it is known nowhere. */
  elsewhere: Price | null;
}

/** Current models of the vendors, for those who name none. All are in the shipped price list; a test holds that. */
const DEFAULT_MODELS: Record<string, string[]> = {
  anthropic: ['claude-haiku-4-5', 'claude-sonnet-5', 'claude-opus-5-5'],
  openai: ['gpt-6-luna', 'gpt-6-sol'],
  google: ['gemini-3.5-flash-lite', 'gemini-3.8-flash'],
};

/** Their names, with or without a key for them. */
export const DEFAULT_NAMES: readonly string[] = Object.entries(DEFAULT_MODELS).flatMap(([provider, models]) =>
  models.map((model) => `${provider}/${model}`),
);

/** The generator of that name, or what keeps it from being used and how to mend it. */
export function resolveGenerator(name: string, sources: GeneratorSources): ResolvedGenerator {
  const named = ownEntry(sources.generators, name) ?? { model: name, settings: {} };
  const slash = named.model.indexOf('/');
  if (slash <= 0 || slash === named.model.length - 1) return refused(noModel(name, sources));
  const { providers } = sources;
  const provider = providers.find(named.model.slice(0, slash));
  const model = named.model.slice(slash + 1);
  if (!provider) {
    const near = nearestNames(named.model.slice(0, slash), providers.names()).map((one) => `${one}/${model}`);
    return refused(`${unknownProvider(called(name, named.model), providers.names())}${didYouMean(near)}`);
  }
  const listed: Listed = { provider: provider.name, baseUrl: provider.baseUrl, model };
  const { priceOverrides } = sources;
  const price = ownEntry(priceOverrides, name) ?? ownEntry(priceOverrides, named.model) ?? listPrice(listed);
  const lacks = provider.problem ? [`${name}: ${provider.problem}`] : [];
  if (!price) return unpriced(name, listed, lacks, sources);
  const limit = usualOutputLimit(model, named.settings.reasoningEffort, contextWindowOf(listed));
  const generator: Generator = {
    name,
    family: provider.family ?? vendorOf(model) ?? provider.name,
    provider: provider.name,
    model,
    price,
    scripted: provider.scripted,
    settings: { maxOutputTokens: limit, ...named.settings },
  };
  return lacks.length === 0 ? { ok: true, generator } : { ...refused(lacks.join('\n')), generator };
}

/** Known models whose keys are present, cheapest first; empty when there is no key. */
export function defaultPortfolio(sources: GeneratorSources): Generator[] {
  const resolved = DEFAULT_NAMES.map((name) => resolveGenerator(name, sources));
  return cheapestFirst(resolved.flatMap((one) => (one.ok ? [one.generator] : [])));
}

/** A name may be that of a part which every object has, such as `constructor`. */
function ownEntry<T>(entries: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined;
}

function refused(problem: string): ResolvedGenerator & { ok: false } {
  return { ok: false, problem, wantsPrice: null, generator: null };
}

function noModel(name: string, sources: GeneratorSources): string {
  const vendor = vendorOf(name);
  const own = nearestNames(name, [...Object.keys(sources.generators), ...DEFAULT_NAMES]);
  const meant = vendor && listPrice({ provider: vendor, baseUrl: null, model: name }) ? [`${vendor}/${name}`] : own;
  return (
    `"${name}" is no model; write it as provider/model, such as anthropic/claude-haiku-4-5, or name it under ` +
    `"generators" in the operator's config${didYouMean(meant)}`
  );
}

function unpriced(name: string, listed: Listed, lacks: string[], sources: GeneratorSources): ResolvedGenerator {
  const full = `${listed.provider}/${listed.model}`;
  const elsewhere = pricedElsewhere(listed, sources.providers);
  const near = nearestNames(listed.model, pricedModels(listed)).map((model) => `${listed.provider}/${model}`);
  const hint = elsewhere ? `; the list has it at ${elsewhere.at}` : didYouMean(near);
  const problem = `${called(name, full)}: its price is not known, so no budget can hold${hint}`;
  return {
    ...refused([...lacks, problem].join('\n')),
    wantsPrice: { name: full, elsewhere: elsewhere?.price ?? null },
  };
}

/** A name of the operator's own says nothing of its model. */
function called(name: string, model: string): string {
  return name === model ? name : `${name} (${model})`;
}

/** Where the list has the model: at its vendor, else at a provider that this process knows. */
function pricedElsewhere(listed: Listed, providers: Providers): { at: string; price: Price } | null {
  const known = providers.names().flatMap((name) => providers.find(name) ?? []);
  const vendor = vendorOf(listed.model);
  const places: Omit<Listed, 'model'>[] = [
    ...(vendor ? [{ provider: vendor, baseUrl: null }] : []),
    ...known.map(({ name, baseUrl }) => ({ provider: name, baseUrl })),
  ];
  for (const place of places) {
    const price = listPrice({ ...place, model: listed.model });
    if (price) return { at: place.provider, price };
  }
  return null;
}
