// `nightshift.yml`, as a repository brings it at the base commit. Strict: an operator's key in it is refused by name.
import { z } from 'zod';
import { REPOSITORY_CONFIG_FILE, type RepositoryConfig } from '../core/repository-config.js';
import type { ValidatorTerms } from '../core/terms.js';
import { type ReadConfig, readConfig } from './read-config.js';
import {
  acceptance,
  command,
  duration,
  flag,
  gates,
  label,
  optimize,
  portfolio,
  strategy,
  usd,
  wholeNumber,
} from './values.js';

const BASELINE_RUNS_MAX = 10;

const validator = z
  .strictObject(
    {
      setup: command.optional(),
      test: command.optional(),
      report: z
        .enum(['jest', 'junit', 'tap', 'gotest', 'cargo', 'exitCode'], {
          error: 'use jest, junit, tap, gotest, cargo or exitCode',
        })
        .optional(),
      baselineRuns: wholeNumber(1, BASELINE_RUNS_MAX).optional(),
      testTimeout: duration.optional(),
      setupTimeout: duration.optional(),
      acceptance: acceptance.optional(),
      keepTests: flag.optional(),
      holdout: z
        .number({ error: 'use a share from 0 to 0.5' })
        .min(0, { error: 'use a share from 0 to 0.5' })
        .max(0.5, { error: 'use a share from 0 to 0.5' })
        .optional(),
    },
    { error: 'use { setup: npm ci, test: npm test }' },
  )
  .default({});

const repositoryConfig = z
  .strictObject({
    budget: usd.optional(),
    deadline: duration.optional(),
    optimize: optimize.optional(),
    strategy: strategy.optional(),
    portfolio: portfolio.optional(),
    decompose: flag.optional(),
    validator,
    label: label.optional(),
    gates,
  })
  .transform((value) => ({
    budgetMicroUsd: value.budget ?? null,
    optimize: value.optimize ?? null,
    strategy: value.strategy ?? null,
    portfolio: value.portfolio ?? null,
    decompose: value.decompose ?? null,
    gates: value.gates,
    validator: validatorTerms(value.validator),
    deadlineMs: value.deadline ?? null,
    label: value.label ?? null,
  })) satisfies z.ZodType<RepositoryConfig>;

function validatorTerms(value: z.output<typeof validator>): Partial<ValidatorTerms> {
  return {
    ...(value.setup === undefined ? {} : { setup: value.setup }),
    ...(value.test === undefined ? {} : { test: value.test }),
    ...(value.report === undefined ? {} : { report: value.report }),
    ...(value.baselineRuns === undefined ? {} : { baselineRuns: value.baselineRuns }),
    ...(value.testTimeout === undefined ? {} : { testTimeoutMs: value.testTimeout }),
    ...(value.acceptance === undefined ? {} : { acceptance: value.acceptance }),
    ...(value.holdout === undefined ? {} : { holdout: value.holdout }),
    ...(value.keepTests === undefined ? {} : { keepTests: value.keepTests }),
    ...(value.setupTimeout === undefined ? {} : { setupTimeoutMs: value.setupTimeout }),
  };
}

/** Reads a repository's config; `where` tells people which commit's file is meant. */
export function readRepositoryConfig(
  text: string,
  where: string = REPOSITORY_CONFIG_FILE,
): ReadConfig<RepositoryConfig> {
  return readConfig(text, where, repositoryConfig);
}
