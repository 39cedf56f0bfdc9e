// What a repository may choose for runs on it, in `nightshift.yml` at the base commit. It chooses within what the
// operator allows and only tightens it: it never names an endpoint, a key, a price or a sandbox.
import type { Gate, Optimize, Strategy, ValidatorTerms } from './terms.js';

export interface RepositoryConfig {
  budgetMicroUsd: number | null;
  optimize: Optimize | null;
  strategy: Strategy | null;
  portfolio: string[] | null;
  decompose: boolean | null;
  gates: Gate[];
  validator: Partial<ValidatorTerms>;
  deadlineMs: number | null;
  /** The label that starts a run on the forge; null: the operator's. */
  label: string | null;
}

export const NO_REPOSITORY_CONFIG: RepositoryConfig = {
  budgetMicroUsd: null,
  optimize: null,
  strategy: null,
  portfolio: null,
  decompose: null,
  gates: [],
  validator: {},
  deadlineMs: null,
  label: null,
};

export const REPOSITORY_CONFIG_FILE = 'nightshift.yml';
