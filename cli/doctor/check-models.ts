// Which models can be asked, at which price, and what keeps the others from being asked. Asks none of them.
import { defaultPortfolio, type GeneratorSources, resolveGenerator } from '../../activities/models/generators.js';
import { createProviders } from '../../activities/models/providers.js';
import type { Generator } from '../../core/generator.js';
import { MICRO_USD_PER_USD } from '../../core/money.js';
import type { OperatorConfig } from '../../core/operator-config.js';
import { bad, type Check, good } from './check.js';

const NO_KEY = "Set ANTHROPIC_API_KEY, OPENAI_API_KEY or GEMINI_API_KEY, or name a provider in the operator's config.";

/** One check for all models, or with `each` also one for each provider and model. */
export function checkModels(config: OperatorConfig, env: NodeJS.ProcessEnv, each: boolean): Check[] {
  const providers = createProviders(config.providers, env);
  const sources: GeneratorSources = { providers, priceOverrides: config.prices };
  const resolved = (config.portfolio ?? []).map((name) => ({ name, ...resolveGenerator(name, sources) }));
  const problems = resolved.flatMap((one) =>
    one.ok ? [] : [bad('model', one.problem, "Correct the operator's portfolio.")],
  );
  const usable = config.portfolio
    ? resolved.flatMap((one) => (one.ok ? [one.generator] : []))
    : defaultPortfolio(sources);
  const names = usable.map((generator) => generator.name).join(', ');
  const all = usable.length > 0 ? good('models', names) : bad('models', 'none can be asked', NO_KEY);
  if (!each) return [all, ...problems];
  const keys = providers.names().map((name) => providerCheck(name, providers.find(name)?.problem ?? null));
  return [all, ...problems, ...keys, ...usable.map((generator) => good(generator.name, priceOf(generator)))];
}

/** A provider without a key is no fault: nobody has them all. */
function providerCheck(name: string, problem: string | null): Check {
  return good(`provider ${name}`, problem ?? 'key present');
}

function priceOf({ price, scripted }: Generator): string {
  const input = price.inputMicroUsdPerMTok / MICRO_USD_PER_USD;
  const output = price.outputMicroUsdPerMTok / MICRO_USD_PER_USD;
  return `$${input} input, $${output} output for a million tokens${scripted ? ', scripted' : ''}`;
}
