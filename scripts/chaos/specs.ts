// The specs of a chaos run, made from its seed: what each asks for, how the model comes to it, and what it may cost.
import { slugOf } from '../../core/spec.js';
import { acceptanceOf, FEATURES, type Feature } from './features.js';
import { randomOf } from './random.js';

export interface ChaosSpec {
  title: string;
  slug: string;
  /** One task for each; more than one takes a plan. */
  features: Feature[];
  /** Whether the model's first try at a feature fails the tests. */
  slips: boolean;
  budgetUsd: string;
  /** What it is raised to when the run waits for more. */
  raisedUsd: string;
  /** Worked on by a `nightshift run` of its own, instead of being submitted to the workers. */
  alone: boolean;
  /** Which of the repositories it is for. */
  repository: number;
  acceptance: string;
  markdown: string;
}

export const ACCEPTANCE_FILE = 'test/acceptance.test.js';
const SPECS_PER_REPOSITORY = 4;
const PLANNED = 0.3;
const SLIPS = 0.35;
const TIGHT = 0.15;
const ALONE = 0.3;
const ROOMY_USD = '4';
const RAISED_USD = '8';
/** Covers some calls at their worst, and not a whole night of them. */
const TIGHT_USD = '0.35';

export function specsOf(seed: number, count: number): ChaosSpec[] {
  return Array.from({ length: count }, (_, index) => specOf(seed, index));
}

function specOf(seed: number, index: number): ChaosSpec {
  const random = randomOf(seed, 'spec', index);
  const first = random.between(0, FEATURES.length - 1);
  // Half of the list further on stands a feature of another file, so that two tasks touch different ones.
  const features = random.chance(PLANNED) ? [at(first), at(first + FEATURES.length / 2)] : [at(first)];
  const title = `Chaos ${index + 1}: ${features.map(({ name }) => name).join(' and ')}`;
  const acceptance = acceptanceOf(features);
  return {
    title,
    slug: slugOf(title),
    features,
    slips: random.chance(SLIPS),
    budgetUsd: random.chance(TIGHT) ? TIGHT_USD : ROOMY_USD,
    raisedUsd: RAISED_USD,
    alone: random.chance(ALONE),
    repository: Math.floor(index / SPECS_PER_REPOSITORY),
    acceptance,
    markdown: markdownOf(title, features, acceptance),
  };
}

function at(index: number): Feature {
  const feature = FEATURES[index % FEATURES.length];
  if (!feature) throw new RangeError('there is no feature');
  return feature;
}

function markdownOf(title: string, features: readonly Feature[], acceptance: string): string {
  const parts = features.map(
    ({ name, file, title: what, does }) => `## ${what}\n\n\`${name}\` in \`${file}\`: ${does}\n`,
  );
  const fence = `\`\`\`js file=${ACCEPTANCE_FILE}\n${acceptance}\`\`\`\n`;
  return `# ${title}\n\nThe library plain-format lacks something that our pages need.\n\n${parts.join('\n')}\n${fence}`;
}

/** A quick one: the tests are known not to be flaky. */
export const REPOSITORY_CONFIG = 'validator: { test: node --test, baselineRuns: 1 }\n';
