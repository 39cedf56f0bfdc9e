// A candidate is one try at a task: a commit, the generator that made it, its parent when it is a repair.
import type { ArtifactRef } from './artifact.js';
import type { SandboxKind } from './command.js';
import type { Generator } from './generator.js';
import type { TryMove } from './move.js';
import type { Usage } from './price.js';
import type { RepositoryRef } from './repository.js';
import type { TryLimits } from './terms.js';
import type { ValidatorPlan, Verdict } from './validator.js';
import type { AuthoredTests } from './written-tests.js';

/** Why a try ended. Only `finished` says that the model thought it was done; none says that it is right. */
export type CandidateEnd =
  | 'finished'
  | 'turnLimit'
  | 'timeLimit'
  | 'contextLimit'
  | 'leaseSpent'
  | 'stuck'
  | 'unusableAnswer'
  /** The provider will never take this request. */
  | 'requestRejected'
  /** The provider failed, again and again. */
  | 'modelUnavailable'
  /** The provider asked to wait longer than this try may. */
  | 'modelBusy'
  /** The generator takes nothing any more in this run. */
  | 'modelGone'
  | 'toolsUnavailable'
  | 'cancelled';

/** Ends of tries that their provider broke off. */
export const PROVIDER_ENDS: readonly CandidateEnd[] = ['modelUnavailable', 'modelBusy', 'modelGone'];

/** Ends for which nothing may have been answered at all. */
export const UNANSWERED_ENDS: readonly CandidateEnd[] = ['requestRejected', ...PROVIDER_ENDS];

export interface CandidateInput {
  /** Unique in the run and readable: `<run>/<task>/<n>` or `<run>/<task>/<n>-repair-<loop>`; also the journal key's head. */
  key: string;
  /** Workflow id and generation of the deliver that asks. */
  deliverId: string;
  generation: number;
  run: string;
  taskId: string;
  taskTitle: string;
  specTitle: string;
  repository: RepositoryRef;
  /** Where the run began. */
  baseCommit: string;
  startCommit: string;
  move: TryMove;
  generator: Generator;
  leaseMicroUsd: number;
  /** Input and output tokens that it may use. Absent: as many as the lease buys. */
  leaseTokens?: number;
  /** How long it may wait for a busy provider, in all. Absent: not at all. */
  patienceMs?: number;
  /** Head of the conversation's first messages, composed once for a task (generate) or with findings (repair). */
  conversation: Conversation;
  tryLimits: TryLimits;
  validator: ValidatorPlan;
  sandbox: SandboxKind;
  /** Present where a published result is changed. `review`: what people said of it is answered, if need be in words. */
  purpose?: 'repair' | 'review';
  /** Present where acceptance tests are written and not the task worked on: the files to begin with, or null. */
  author?: { files: ArtifactRef | null };
}

/** A conversation is a chain of stored messages; `head` names the last one, which names the one before. */
export interface Conversation {
  head: ArtifactRef;
  /** Bytes of all messages, an upper bound for what they add to a request. */
  bytes: number;
  messages: number;
}

export interface CandidateResult {
  key: string;
  end: CandidateEnd;
  /** One sentence for people when the end was not `finished`. */
  note: string;
  commit: string;
  turns: number;
  usage: Usage;
  chargedMicroUsd: number;
  /** Input and output tokens that may have been billed. Absent: those of `usage`. */
  tokens?: number;
  /** Input tokens that the turn before had sent already and no cache answered for. Absent: not counted. */
  resentTokens?: number;
  durationMs: number;
  /** When the generator may be asked again, where the end is `modelBusy`. */
  freeAtMs?: number;
  /** The conversation as far as it came, for whoever goes on with it. Absent: nothing was answered. */
  conversation?: Conversation;
  /** Present where acceptance tests were written: nothing of that becomes a commit. */
  authored?: AuthoredTests;
}

/** What `deliver` remembers of a candidate; also a row of the receipt. */
export interface CandidateRecord extends CandidateResult {
  taskId: string;
  generator: string;
  move: TryMove['kind'];
  parent: string | null;
  verdict: Verdict | null;
}
