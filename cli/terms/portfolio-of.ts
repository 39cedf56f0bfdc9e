// Which generators a run may use: flags, else the repository's choice among what the operator allows, else the
// operator's, else the known models whose keys are present.
import { defaultPortfolio, type GeneratorSources, resolveGenerator } from '../../activities/models/generators.js';
import type { Generator } from '../../core/generator.js';
import { usageProblem } from '../problem.js';
import { type Refused, refusalOf } from './refusal-of.js';

export interface PortfolioSources {
  flag: readonly string[] | null;
  repository: readonly string[] | null;
  operator: readonly string[] | null;
  /** The operator's file, as messages name it. */
  operatorFile: string;
  generators: GeneratorSources;
}

export interface ChosenPortfolio {
  portfolio: Generator[];
  /** What was left out and why, for people. */
  notes: string[];
}

const NO_MODEL =
  'No model can be asked: set ANTHROPIC_API_KEY, OPENAI_API_KEY or GEMINI_API_KEY, or name one with --model ' +
  '(see nightshift doctor --models)';

/** Throws `CliProblem` when a named generator cannot be used, or when none is left. */
export function portfolioOf(sources: PortfolioSources): ChosenPortfolio {
  if (sources.flag) return { portfolio: allOf(sources.flag, sources), notes: [] };
  if (sources.repository) return fromRepository(sources.repository, sources);
  if (sources.operator) return { portfolio: allOf(sources.operator, sources), notes: [] };
  const portfolio = defaultPortfolio(sources.generators);
  if (portfolio.length === 0) throw usageProblem(NO_MODEL);
  return { portfolio, notes: [] };
}

/** Whoever names a generator for themselves wants that one, so a missing key is a problem and not a detail. */
function allOf(names: readonly string[], { generators, operatorFile }: PortfolioSources): Generator[] {
  const resolved = names.map((name) => resolveGenerator(name, generators));
  const refused = resolved.flatMap((one) => (one.ok ? [] : [one]));
  if (refused.length > 0) throw usageProblem(refusalOf(refused, operatorFile));
  return resolved.flatMap((one) => (one.ok ? [one.generator] : []));
}

/** A repository names what suits it, for everyone who works on it: each person uses those that they can. */
function fromRepository(names: readonly string[], sources: PortfolioSources): ChosenPortfolio {
  const { operator, generators, operatorFile } = sources;
  const portfolio: Generator[] = [];
  const refused: Refused[] = [];
  for (const name of names) {
    const resolved = resolveGenerator(name, generators);
    if (operator && !operator.includes(name)) {
      refused.push({ problem: `${name}: not in the operator's portfolio`, wantsPrice: null });
    } else if (resolved.ok) portfolio.push(resolved.generator);
    else refused.push(resolved);
  }
  const notes = refused.flatMap(({ problem }) => problem.split('\n'));
  if (portfolio.length > 0) return { portfolio, notes: notes.map((note) => `nightshift.yml: left out: ${note}`) };
  throw usageProblem(
    `nightshift.yml: portfolio: none of its generators can be used; name another with --model\n${refusalOf(refused, operatorFile)}`,
  );
}
