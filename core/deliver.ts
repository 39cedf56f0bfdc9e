// What starts a run, what a run gives back, and the names of its messages: shared by workflows, workers and commands.
import type { ArtifactRef } from './artifact.js';
import type { ForgeTerms, IssueRef, PullRequestRef } from './forge-activities.js';
import type { RepositoryRef } from './repository.js';
import type { SpecRef } from './spec.js';
import type { Outcome } from './status.js';
import type { Terms } from './terms.js';

export interface DeliverInput {
  spec: SpecRef;
  repository: RepositoryRef;
  terms: Terms;
  /** Counts deliberate restarts, from 1. */
  generation: number;
  /** The commit that an earlier generation published, which this one may replace. */
  replaces: string | null;
  /** Where the run stands in Temporal's UI, for the receipt; null where that is not known. */
  uiUrl: string | null;
  /** The issue that the spec came from. Absent: it came from a file, and there is nothing to follow. */
  issue?: IssueRef;
  /** Present with `issue`. */
  forge?: ForgeTerms;
}

export interface DeliverResult {
  outcome: Exclude<Outcome, 'running'>;
  summary: string;
  branch: string | null;
  commit: string | null;
  receipt: ArtifactRef | null;
  /** Absent: there is none. */
  pullRequest?: PullRequestRef;
  budgetMicroUsd: number;
  spentMicroUsd: number;
  /** The last current details, so that they can be read without a worker. */
  details: string;
}

/** Where runs wait that any worker may take; a run of `nightshift run` has a queue of its own, named after it. */
export const SHARED_TASK_QUEUE = 'nightshift';

export const WORKFLOW_TYPES = { deliver: 'deliver', candidate: 'candidate', intake: 'intake', poll: 'poll' } as const;
export const MESSAGES = {
  pause: 'pause',
  resume: 'resume',
  setBudget: 'setBudget',
  approvePlan: 'approvePlan',
  status: 'status',
  forgeEvent: 'forgeEvent',
} as const;

/** The part of a run's keys and refs that tells generations apart. */
export function runName(slug: string, generation: number): string {
  return `${slug}.${generation}`;
}

export function branchName(slug: string): string {
  return `nightshift/${slug}`;
}
