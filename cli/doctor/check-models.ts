// Which models can be asked, at which price, and what keeps the others from being asked. Asks none of them.
import {
  DEFAULT_NAMES,
  defaultPortfolio,
  type GeneratorSources,
  resolveGenerator,
} from '../../activities/models/generators.js';
import { createProviders } from '../../activities/models/providers.js';
import type { OperatorConfig } from '../../core/operator-config.js';
import { priceLine } from '../terms/refusal-of.js';
import { bad, type Check, good } from './check.js';
import type { ListedModel } from './model-report.js';

const NO_KEY = "Set ANTHROPIC_API_KEY, OPENAI_API_KEY or GEMINI_API_KEY, or name a provider in the operator's config.";

export interface CheckedModels {
  checks: Check[];
  sources: GeneratorSources;
  /** The portfolio first, then the models that are known without a word of the operator's, then all others. */
  listed: ListedModel[];
}

/** `operatorFile` is the operator's file, as messages name it. */
export function checkModels(config: OperatorConfig, env: NodeJS.ProcessEnv, operatorFile: string): CheckedModels {
  const providers = createProviders(config.providers, env);
  const sources: GeneratorSources = { providers, generators: config.generators, priceOverrides: config.prices };
  const portfolio = config.portfolio ?? defaultPortfolio(sources).map(({ name }) => name);
  const uses: [use: ListedModel['use'], names: readonly string[]][] = [
    ['portfolio', portfolio],
    ['default', DEFAULT_NAMES],
    ['config', [...Object.keys(config.generators), ...pricedNames(config)]],
  ];
  const listed = new Map<string, ListedModel>();
  for (const [use, names] of uses) {
    for (const name of names) {
      if (!listed.has(name)) listed.set(name, { use, name, resolved: resolveGenerator(name, sources) });
    }
  }
  const all = [...listed.values()];
  return { checks: portfolioChecks(all, operatorFile), sources, listed: all };
}

/** Models to which the operator gave a price mean something to them, too. */
function pricedNames({ prices, generators }: OperatorConfig): string[] {
  const models = new Set(Object.values(generators).map(({ model }) => model));
  return Object.keys(prices).filter((name) => !models.has(name));
}

function portfolioChecks(listed: readonly ListedModel[], operatorFile: string): Check[] {
  const portfolio = listed.filter(({ use }) => use === 'portfolio');
  const usable = portfolio.filter(({ resolved }) => resolved.ok).map(({ name }) => name);
  const all = usable.length > 0 ? good('models', usable.join(', ')) : bad('models', 'none can be asked', NO_KEY);
  const problems = portfolio.flatMap(({ resolved }) => {
    if (resolved.ok) return [];
    const { problem, wantsPrice } = resolved;
    const advice = wantsPrice
      ? `Correct it, or add under "prices" in ${operatorFile}:\n${priceLine(wantsPrice)}`
      : "Correct it, or the operator's portfolio.";
    return [bad('model', problem.split('\n').join('; '), advice)];
  });
  return [all, ...problems];
}
