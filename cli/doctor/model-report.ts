// What `nightshift doctor --models` finds out about each generator: key and price as they are configured, and over the
// network whether the provider has the model. With a trial it is asked once, which costs a little.
import type { GeneratorSources, ResolvedGenerator } from '../../activities/models/generators.js';
import { probeModel, type Reach, type ReachKind } from '../../activities/models/probe-model.js';
import type { Providers } from '../../activities/models/providers.js';
import { type Trial, trialWorstMicroUsd, tryModel } from '../../activities/models/try-model.js';
import type { Generator, GeneratorSettings } from '../../core/generator.js';
import type { Price } from '../../core/price.js';
import { bad, type Check } from './check.js';

/** Why a generator is listed: a run would use it, it is known without a word, or the operator's config names it. */
export type ModelUse = 'portfolio' | 'default' | 'config';

export interface ListedModel {
  use: ModelUse;
  name: string;
  resolved: ResolvedGenerator;
}

export interface ModelReport {
  use: ModelUse;
  name: string;
  /** These are null where the name leads to no model with a price. */
  provider: string | null;
  model: string | null;
  price: Price | null;
  settings: GeneratorSettings | null;
  /** Variables that may hold the key; empty when none is wanted. */
  keyVariables: string[];
  keyPresent: boolean;
  /** What keeps it from being used, whatever its provider says; null when nothing does. */
  problem: string | null;
  /** Null when it was not looked for, since it cannot be used anyway. */
  reach: Reach | null;
  /** Null when it was not tried. */
  trial: Trial | null;
}

export interface ReportOptions {
  probeTimeoutMs: number;
  trialTimeoutMs: number;
}

export const REPORT_OPTIONS: ReportOptions = { probeTimeoutMs: 8_000, trialTimeoutMs: 60_000 };

/** What is not clear may still work, and a trial shows it. */
const MAY_WORK: ReadonlySet<ReachKind> = new Set<ReachKind>(['ok', 'unclear']);

/** Asks each provider for each model once, all side by side. */
export async function reportModels(
  listed: readonly ListedModel[],
  { providers }: GeneratorSources,
  { probeTimeoutMs }: ReportOptions,
): Promise<ModelReport[]> {
  const probes = new Map<string, Promise<Reach>>();
  const probeOnce = ({ provider, model }: Generator): Promise<Reach | null> => {
    const endpoint = providers.endpoint(provider);
    if (!endpoint) return Promise.resolve(null);
    const key = JSON.stringify([provider, model]);
    const probe = probes.get(key) ?? probeModel(endpoint, model, probeTimeoutMs);
    probes.set(key, probe);
    return probe.then(({ kind, found }) => ({ kind, found: providers.redact(found) }));
  };
  return Promise.all(
    listed.map(async (one) => ({
      ...withoutReach(one, providers),
      reach: one.resolved.ok ? await probeOnce(one.resolved.generator) : null,
    })),
  );
}

function withoutReach({ use, name, resolved }: ListedModel, providers: Providers): ModelReport {
  const { generator } = resolved;
  const provider = generator ? providers.find(generator.provider) : null;
  return {
    use,
    name,
    provider: generator?.provider ?? null,
    model: generator?.model ?? null,
    price: generator?.price ?? null,
    settings: generator?.settings ?? null,
    keyVariables: provider?.keyVariables ?? [],
    keyPresent: provider !== null && provider.problem === null && provider.keyVariables.length > 0,
    problem: resolved.ok ? null : resolved.problem,
    reach: null,
    trial: null,
  };
}

/** Those that a trial asks: what has no key, or is not there, is not asked. */
export function triable(listed: readonly ListedModel[], reports: readonly ModelReport[]): Generator[] {
  const reachable = new Set(reports.flatMap(({ name, reach }) => (reach && MAY_WORK.has(reach.kind) ? [name] : [])));
  return listed.flatMap(({ name, resolved }) => (resolved.ok && reachable.has(name) ? [resolved.generator] : []));
}

/** The most that the trials cost together, in micro-dollars. */
export function trialsWorstMicroUsd(providers: Providers, generators: readonly Generator[]): number {
  let total = 0;
  for (const generator of generators) total += trialWorstMicroUsd(providers, generator);
  return total;
}

export async function tryModels(
  reports: readonly ModelReport[],
  generators: readonly Generator[],
  providers: Providers,
  { trialTimeoutMs }: ReportOptions,
): Promise<ModelReport[]> {
  const trials = new Map(
    generators.map((generator) => [generator.name, tryModel(providers, generator, trialTimeoutMs)]),
  );
  return Promise.all(reports.map(async (report) => ({ ...report, trial: (await trials.get(report.name)) ?? null })));
}

/** What keeps a run from using its portfolio; problems of configuration have a check of their own. */
export function reportChecks(reports: readonly ModelReport[]): Check[] {
  return reports.flatMap(({ use, name, reach, trial, keyVariables }) => {
    if (use !== 'portfolio' || !reach) return [];
    if (trial && !trial.ok) return [bad('model', trial.found, "Correct what is named, or the operator's portfolio.")];
    if (MAY_WORK.has(reach.kind)) return [];
    const advice = reach.kind === 'wrongKey' && keyVariables.length > 0 ? `Check ${keyVariables.join(' or ')}.` : null;
    return [bad('model', `${name}: ${reach.found}`, advice ?? "Correct it, or the operator's portfolio.")];
  });
}
