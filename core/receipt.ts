// The receipt: what was delivered, tried and paid for one spec. Its parts add up to its total.
import type { CandidateRecord } from './candidate.js';
import type { SandboxFacts, SandboxKind } from './command.js';
import type { PullRequestRef } from './forge-activities.js';
import type { Generator } from './generator.js';
import type { Plan } from './plan.js';
import type { Usage } from './price.js';
import type { RepositoryRef } from './repository.js';
import type { Outcome } from './status.js';
import type { Verdict } from './validator.js';
import type { WrittenTests } from './written-tests.js';

/** A model call that belongs to no candidate, such as the plan. */
export interface OverheadCall {
  purpose: string;
  generator: string;
  usage: Usage;
  chargedMicroUsd: number;
}

export interface Receipt {
  version: 1;
  deliverId: string;
  generation: number;
  /** Where the run stands in Temporal's UI; null where that is not known. */
  uiUrl: string | null;
  outcome: Exclude<Outcome, 'running'>;
  /** One sentence on how it ended. */
  summary: string;
  title: string;
  source: string;
  specSha256: string;
  repository: RepositoryRef;
  baseCommit: string;
  baseBranch: string;
  /** True when the user's tree had changes that the base does not hold. */
  dirty: boolean;
  plan: Plan | null;
  /** Acceptance tests that a model wrote and that judged; null or absent when there were none. */
  writtenTests?: WrittenTests | null;
  /** What the validator said of all tasks together; null when there was one task, or it did not come so far. */
  whole: Verdict | null;
  candidates: CandidateRecord[];
  overheadCalls: OverheadCall[];
  budgetMicroUsd: number;
  spentMicroUsd: number;
  usage: Usage;
  /** The command that judged, as a person would type it. */
  testCommand: string;
  sandbox: SandboxKind;
  /** Null when nothing was run. */
  sandboxFacts: SandboxFacts | null;
  /** Those that could be chosen from, with the prices that were pinned: what tokens are worth can be counted anew. */
  portfolio?: Generator[];
  /** True when any generator was scripted or simulated. */
  scripted: boolean;
  notes: string[];
  branch: string | null;
  commit: string | null;
  /** Absent: there is none. */
  pullRequest?: PullRequestRef;
  startedAtMs: number;
  endedAtMs: number;
}
