// The operator's settings that come from the environment. They stand between the config file and the flags.
import { z } from 'zod';
import type { OperatorConfig } from '../core/operator-config.js';
import { checkConfig, type ReadConfig } from './read-config.js';
import { portfolio, sandboxKind, usd } from './values.js';

const names = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .pipe(portfolio);

const environment = z
  .object({
    NIGHTSHIFT_BUDGET: usd.optional(),
    NIGHTSHIFT_BUDGET_CEILING: usd.optional(),
    NIGHTSHIFT_PORTFOLIO: names.optional(),
    NIGHTSHIFT_SANDBOX: sandboxKind.optional(),
  })
  .transform(
    (value): Partial<OperatorConfig> => ({
      ...(value.NIGHTSHIFT_BUDGET === undefined ? {} : { budgetMicroUsd: value.NIGHTSHIFT_BUDGET }),
      ...(value.NIGHTSHIFT_BUDGET_CEILING === undefined
        ? {}
        : { budgetCeilingMicroUsd: value.NIGHTSHIFT_BUDGET_CEILING }),
      ...(value.NIGHTSHIFT_PORTFOLIO === undefined ? {} : { portfolio: value.NIGHTSHIFT_PORTFOLIO }),
      ...(value.NIGHTSHIFT_SANDBOX === undefined ? {} : { sandbox: value.NIGHTSHIFT_SANDBOX }),
    }),
  );

/** The part of the operator's configuration that the environment sets. An empty variable says nothing. */
export function readEnvironment(env: Record<string, string | undefined>): ReadConfig<Partial<OperatorConfig>> {
  const said = Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== '');
  return checkConfig(Object.fromEntries(said), 'environment', environment);
}
