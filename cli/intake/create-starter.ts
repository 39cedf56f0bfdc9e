// On which terms a run for an issue begins: the operator's, the repository's as its default branch has them, and what was
// wished within both.
import type { GitHub } from '../../activities/forge/github/github.js';
import { createRedactor } from '../../activities/secrets/redactor.js';
import { scanTexts } from '../../activities/secrets/scan-texts.js';
import type { ForgeTerms } from '../../core/forge-activities.js';
import { repositoryRefOf } from '../../core/github-address.js';
import type { GitHubSettings } from '../../core/operator-config.js';
import { type ForgeRepository, forgePath } from '../../core/repository.js';
import { NO_REPOSITORY_CONFIG, REPOSITORY_CONFIG_FILE, type RepositoryConfig } from '../../core/repository-config.js';
import { DEFAULT_FOLLOW_LIMIT_MS, DEFAULT_LABEL, DEFAULT_REVISIONS_MAX, type Terms } from '../../core/terms.js';
import { readRepositoryConfig } from '../../schemas/repository-config.js';
import type { Starter, StartTerms, StartWishes } from '../../workers/intake/intake-hands.js';
import type { Operator } from '../config/open-operator.js';
import { CliProblem } from '../problem.js';
import { composeTerms, NO_TERMS_FLAGS, type TermsFlags } from '../terms/compose-terms.js';

export interface StarterParts {
  settings: GitHubSettings;
  operator: Operator;
  github: GitHub;
  uiLink(deliverId: string): string | null;
}

type Read = { ok: true; config: RepositoryConfig } | { ok: false; problem: string };

const CONFIG_BYTES_MAX = 65_536;
const LABEL_READ_EVERY_MS = 10 * 60_000;
/** Where it lies is nobody's business on a forge. */
const OPERATOR_FILE = "the operator's configuration";

export function createStarter(parts: StarterParts): Starter {
  const { operator, settings, uiLink } = parts;
  const { secrets, config } = operator;
  const redactor = createRedactor({ known: secrets, scan: scanTexts, allowedPaths: config.allowSecretsIn });
  return {
    uiLink,
    label: labelReader(parts),
    clean: (text) => redactor.redact(text),
    async terms(repository, wishes) {
      const read = await readConfig(parts, repository);
      if (!read.ok) return read;
      const terms = termsOf(parts, read.config, wishes);
      if (!terms.ok) return terms;
      return {
        ...terms,
        repository: repositoryRefOf(settings, repository),
        forge: forgeTermsOf(settings, read.config),
      };
    },
  };
}

/** Asked at each look at an issue, and read anew now and then. While it cannot be read, the operator's own holds. */
function labelReader(parts: StarterParts): Starter['label'] {
  const read = new Map<string, { label: string | null; atMs: number }>();
  return async (repository) => {
    const place = forgePath(repository);
    const known = read.get(place);
    if (!known || Date.now() - known.atMs > LABEL_READ_EVERY_MS) {
      const answer = await readConfig(parts, repository);
      read.set(place, { label: answer.ok ? answer.config.label : (known?.label ?? null), atMs: Date.now() });
    }
    return read.get(place)?.label ?? parts.settings.label ?? DEFAULT_LABEL;
  };
}

async function readConfig({ github }: StarterParts, repository: ForgeRepository): Promise<Read> {
  const answer = await github.file(repository, REPOSITORY_CONFIG_FILE, CONFIG_BYTES_MAX);
  if (!answer.ok) return { ok: false, problem: `${REPOSITORY_CONFIG_FILE} cannot be read: ${answer.message}` };
  if (answer.value === null) return { ok: true, config: NO_REPOSITORY_CONFIG };
  const read = readRepositoryConfig(answer.value, `${REPOSITORY_CONFIG_FILE} on the default branch`);
  return read.ok ? { ok: true, config: read.value } : { ok: false, problem: read.problems.join('\n') };
}

function termsOf(
  { operator }: StarterParts,
  repository: RepositoryConfig,
  wishes: StartWishes,
): { ok: true; terms: Terms } | Extract<StartTerms, { ok: false }> {
  const { providers, config } = operator;
  try {
    const { terms } = composeTerms({
      flags: flagsOf(wishes, [repository.deadlineMs, config.deadlineMs]),
      repository,
      operator: config,
      operatorFile: OPERATOR_FILE,
      generators: { providers, generators: config.generators, priceOverrides: config.prices },
      platform: process.platform,
    });
    return { ok: true, terms };
  } catch (error) {
    if (error instanceof CliProblem) return { ok: false, problem: error.message };
    throw error;
  }
}

/** A wish shortens the time that others gave, and never makes it longer. */
function flagsOf(
  { budgetMicroUsd, deadlineMs, optimize }: StartWishes,
  others: readonly (number | null)[],
): TermsFlags {
  const deadlines = [deadlineMs, ...others].flatMap((ms) => ms ?? []);
  const deadline = deadlines.length === 0 ? null : Math.min(...deadlines);
  return { ...NO_TERMS_FLAGS, budgetMicroUsd, optimize, deadlineMs: deadline };
}

function forgeTermsOf(settings: GitHubSettings, { label }: RepositoryConfig): ForgeTerms {
  return {
    label: label ?? settings.label ?? DEFAULT_LABEL,
    pushTo: settings.pushTo ?? { kind: 'branch' },
    allowWorkflowFiles: settings.allowWorkflowFiles,
    followLimitMs: settings.followLimitMs ?? DEFAULT_FOLLOW_LIMIT_MS,
    revisionsMax: settings.revisionsMax ?? DEFAULT_REVISIONS_MAX,
  };
}
