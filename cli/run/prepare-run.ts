// Everything that can be wrong with what was typed or written, found before anything is started and before money is
// spent: spec, repository, configuration, budget, models, prices, keys.
import { resolve } from 'node:path';
import type { Providers } from '../../activities/models/providers.js';
import type { KnownSecrets } from '../../activities/secrets/known-secrets.js';
import { createRedactor, type Redactor } from '../../activities/secrets/redactor.js';
import { scanTexts } from '../../activities/secrets/scan-texts.js';
import { findRepository } from '../../activities/workspace/find-repository.js';
import type { OperatorConfig } from '../../core/operator-config.js';
import type { RepositoryRef } from '../../core/repository.js';
import { slugOf } from '../../core/spec.js';
import type { Terms } from '../../core/terms.js';
import type { SpecText } from '../../workers/runs/start-deliver.js';
import { loadRepositoryConfig } from '../config/load-repository-config.js';
import { openOperator } from '../config/open-operator.js';
import type { CommandContext } from '../context.js';
import { givenTests } from '../spec/given-tests.js';
import { loadSpec } from '../spec/load-spec.js';
import { composeTerms, type TermsFlags } from '../terms/compose-terms.js';

export interface RunOptions {
  specPath: string;
  /** As typed. */
  repositoryPath: string;
  configPath: string | undefined;
  /** Test files of the working tree that judge, as typed. */
  acceptancePaths: string[];
  flags: TermsFlags;
  keep: boolean;
  /** How long work in flight may go on after SIGTERM. */
  drainMs: number;
  retry: boolean;
}

export interface PreparedRun {
  spec: SpecText;
  repository: RepositoryRef;
  terms: Terms;
  providers: Providers;
  operator: OperatorConfig;
  /** What this process was given and must not leave it. */
  secrets: KnownSecrets;
  /** What people should know before it starts. */
  notes: string[];
}

/** Throws `CliProblem` or `RepositoryProblem` for the first thing that is wrong. */
export async function prepareRun(context: CommandContext, options: RunOptions): Promise<PreparedRun> {
  const { cwd } = context;
  const alone = await loadSpec(options.specPath, cwd);
  const repository = await findRepository(resolve(cwd, options.repositoryPath));
  const given = await givenTests(options.acceptancePaths, cwd, repository.url);
  const asWritten = given.paths.length === 0 ? alone : await loadSpec(options.specPath, cwd, given);
  const repositoryConfig = await loadRepositoryConfig(repository);
  const operator = await openOperator(context, options.configPath, [repository.url]);
  const { providers, secrets } = operator;
  const { terms, notes } = composeTerms({
    flags: options.flags,
    repository: repositoryConfig,
    operator: operator.config,
    operatorFile: operator.file,
    generators: { providers, generators: operator.config.generators, priceOverrides: operator.config.prices },
    platform: process.platform,
  });
  const redactor = createRedactor({ known: secrets, scan: scanTexts, allowedPaths: operator.config.allowSecretsIn });
  const spec = await withoutSecrets(asWritten, redactor);
  const allNotes = [...ignoredIn(spec), ...(spec.body === asWritten.body ? [] : [secretIn(spec)]), ...notes];
  return { spec, repository, terms, providers, operator: operator.config, secrets, notes: allNotes };
}

/** The title names the run, its branch and its commits, and the text goes to models; acceptance files stay as they are. */
async function withoutSecrets(spec: SpecText, redactor: Redactor): Promise<SpecText> {
  const [title, body] = await Promise.all([redactor.redact(spec.title), redactor.redact(spec.body)]);
  return title === spec.title && body === spec.body ? spec : { ...spec, title, body, slug: slugOf(title) };
}

function secretIn({ source }: SpecText): string {
  return `${source}: what looks like a secret in it is taken out; models see a mark in its place`;
}

function ignoredIn({ source, ignoredKeys }: SpecText): string[] {
  if (ignoredKeys.length === 0) return [];
  return [
    `${source}: nothing acts on ${ignoredKeys.join(', ')} in its front matter; it may have title, acceptance and ` +
      'mayChange, and all else is set by flags or in nightshift.yml',
  ];
}
