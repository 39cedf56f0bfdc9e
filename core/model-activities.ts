// What is asked of models, seen from the workflows: briefs, and the calls that the journal keeps.

import type { ArtifactRef } from './artifact.js';
import type { AuthorActivities } from './author-activities.js';
import type { Conversation } from './candidate.js';
import type { Generator, PromptVariant } from './generator.js';
import type { Plan, Task } from './plan.js';
import type { Usage } from './price.js';
import type { RepositoryRef } from './repository.js';
import type { SpecRef } from './spec.js';
import type { ValidatorPlan } from './validator.js';
import type { ShownTests } from './written-tests.js';

/** Purposes of a model call, as sent in `x-nightshift-purpose`. */
export type Purpose = 'plan' | 'tests' | 'build' | 'repair' | 'review';

export interface ModelActivities extends Pick<AuthorActivities, 'composeTestsBrief'> {
  /** Writes the first messages for a task: the same for all its fresh candidates, so that prompts can be cached. */
  composeBrief(input: BriefInput): Promise<Conversation>;
  /** Writes the first messages of a repair: the task, what was changed so far, and the findings. */
  composeRepair(input: RepairBriefInput): Promise<Conversation>;
  /** Writes the first messages of a try that answers a review: the task, the published work, and the comments. */
  composeReview(input: ReviewBriefInput): Promise<Conversation>;
  /** Drops old tool output from a conversation, never the task. The same input gives the same conversation. */
  compactConversation(input: CompactInput): Promise<Conversation>;
  /** Asks for a plan, in one journaled call. */
  planTasks(input: PlanInput): Promise<PlanResult>;
  /** One turn of a try, in one journaled call. */
  callModel(input: CallModelInput): Promise<CallModelResult>;
}

export interface BriefInput {
  repository: RepositoryRef;
  baseCommit: string;
  spec: SpecRef;
  plan: Plan;
  task: Task;
  validator: ValidatorPlan;
  /** Acceptance tests that a model wrote; null when there are none. */
  written: ShownTests | null;
  /** In which words the rules are said. Absent: the standard ones. */
  promptVariant?: PromptVariant;
}
export interface RepairBriefInput extends BriefInput {
  /** The commit to go on from; the diff shown is from `baseCommit` to it. */
  startCommit: string;
  /** `Verdict.findings`. */
  findings: ArtifactRef;
  /** More of the same kind, from other checks. Absent: none. */
  moreFindings?: ArtifactRef[];
  /** The try that made `startCommit`, where its conversation goes on. Absent: the repair begins afresh. */
  continues?: Conversation;
}
export interface ReviewBriefInput extends BriefInput {
  /** What was published; the diff shown is from `baseCommit` to it. */
  startCommit: string;
  comments: ReviewComment[];
}
/** By somebody whose word counts: who that is was found out before. */
export interface ReviewComment {
  author: string;
  /** Such as `src/a.ts:12`; null for a comment on the whole. */
  place: string | null;
  text: string;
}
export interface CompactInput {
  conversation: Conversation;
  /** The newest tool output that stays, in bytes. */
  outputBytesKept: number;
}

/** Who asks, for the journal's key and for the headers that let gateways attribute spend. */
export interface CallIdentity {
  /** `workflowId/generation/step`: the same for every attempt of the same step. */
  journalKey: string;
  /** The beginning that all keys of the run have: `workflowId/generation` of the spec. Absent: each call stands alone. */
  runKey?: string;
  purpose: Purpose;
  run: string;
  task: string;
  /** The candidate's key. */
  attempt: string;
}
export interface PlanInput {
  identity: CallIdentity;
  generator: Generator;
  repository: RepositoryRef;
  baseCommit: string;
  spec: SpecRef;
  validator: ValidatorPlan;
  allowanceMicroUsd: number;
  /** As in `CallModelInput`. */
  allowanceTokens?: number;
  /** What was wrong with the plan before, when asked a second time. */
  problems: string[];
}
/** What every journaled call reports, usable answer or not. */
export interface CallCost {
  chargedMicroUsd: number;
  /** Input and output tokens that may have been billed; attempts without an answer count at their worst case. Absent:
   * those of `usage`. */
  tokens?: number;
  usage: Usage;
  /** True when the ledger had the answer and nothing was asked. */
  replayed: boolean;
}
/**
 * `rejected`: this request will never be taken, others may be. `gone`: the generator takes nothing any more in this run
 * (a dead key, no credit, a model that was retired). `busy`: not for so long that waiting is the engine's to do.
 * `unavailable`: the provider failed and says that another try is of no use.
 */
export type UnusableReason =
  | 'overAllowance'
  | 'invalidAnswer'
  | 'emptyAnswer'
  | 'refused'
  | 'rejected'
  | 'gone'
  | 'busy'
  | 'unavailable';
/** Why nothing can be done with what came, or did not come. */
export interface Unusable {
  ok: false;
  reason: UnusableReason;
  /** One line for people. */
  message: string;
  /** For `busy`: how long it will be, counted from now. */
  waitMs?: number;
  /** For `busy`: true where nobody could be reached at all, which a wrong address looks like as well. Absent: false. */
  unreached?: boolean;
}
export type PlanResult = CallCost & ({ ok: true; plan: Plan } | Unusable);

export interface CallModelInput {
  identity: CallIdentity;
  generator: Generator;
  conversation: Conversation;
  /** What the model is told before it answers, such as what was wrong with its last answer. Absent: nothing. */
  note?: string;
  allowanceMicroUsd: number;
  /** Input and output tokens that all attempts at this step may come to. Absent: as many as the money buys. */
  allowanceTokens?: number;
}
export type CallModelResult = CallCost &
  (
    | {
        ok: true;
        /** The conversation with the model's message at its end. */
        conversation: Conversation;
        /** One line for the UI: what it wants to run, or the beginning of what it says. */
        said: string;
        toolCalls: number;
        /** The same text for the same calls. Absent where there are none. */
        calls?: string;
      }
    | Unusable
  );
