// Which generators a run may use: flags, else the repository's choice among what the operator allows, else the
// operator's, else the known models whose keys are present.
import { defaultPortfolio, type GeneratorSources, resolveGenerator } from '../../activities/models/generators.js';
import type { Generator } from '../../core/generator.js';
import { usageProblem } from '../problem.js';

export interface PortfolioSources {
  flag: readonly string[] | null;
  repository: readonly string[] | null;
  operator: readonly string[] | null;
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
  if (sources.flag) return { portfolio: allOf(sources.flag, sources.generators), notes: [] };
  if (sources.repository) return fromRepository(sources.repository, sources);
  if (sources.operator) return { portfolio: allOf(sources.operator, sources.generators), notes: [] };
  const portfolio = defaultPortfolio(sources.generators);
  if (portfolio.length === 0) throw usageProblem(NO_MODEL);
  return { portfolio, notes: [] };
}

/** Whoever names a generator for themselves wants that one, so a missing key is a problem and not a detail. */
function allOf(names: readonly string[], generators: GeneratorSources): Generator[] {
  const resolved = names.map((name) => resolveGenerator(name, generators));
  const problems = resolved.flatMap((one) => (one.ok ? [] : [one.problem]));
  if (problems.length > 0) throw usageProblem(problems.join('\n'));
  return resolved.flatMap((one) => (one.ok ? [one.generator] : []));
}

/** A repository names what suits it, for everyone who works on it: each person uses those that they can. */
function fromRepository(names: readonly string[], { operator, generators }: PortfolioSources): ChosenPortfolio {
  const portfolio: Generator[] = [];
  const notes: string[] = [];
  for (const name of names) {
    const resolved = resolveGenerator(name, generators);
    if (operator && !operator.includes(name)) notes.push(`${name}: not in the operator's portfolio`);
    else if (resolved.ok) portfolio.push(resolved.generator);
    else notes.push(resolved.problem);
  }
  if (portfolio.length > 0) return { portfolio, notes: notes.map((note) => `nightshift.yml: left out: ${note}`) };
  throw usageProblem(
    `nightshift.yml: portfolio: none of its generators can be used; name another with --model\n${notes.join('\n')}`,
  );
}
