// The ledger's port: the journal that makes calls idempotent, the book of specs and candidates, and the artifacts.

import type { RecordOutcomeInput, RecordSpecInput } from '../../core/activities.js';
import type { ArtifactRef } from '../../core/artifact.js';
import type { CandidateRecord } from '../../core/candidate.js';
import type { SeenIssue } from '../../core/intake/next-cursor.js';
import type { Usage } from '../../core/price.js';
import type { Receipt } from '../../core/receipt.js';
import type { RunSpan } from '../../core/retention.js';
import type { BaselineOk, Verdict } from '../../core/validator.js';

export interface Ledger {
  artifacts: Artifacts;
  journal: Journal;
  specs: Specs;
  verdicts: Verdicts;
  baselines: Baselines;
  outcomes: Outcomes;
  intake: IntakeBook;
  upkeep: Upkeep;
  close(): Promise<void>;
}

export interface Artifacts {
  /** Stores a text (UTF-8) once; the same text gives the same reference, and counts as used now. */
  put(text: string): Promise<ArtifactRef>;
  /** Throws `MissingArtifact` when the ledger does not have it. */
  get(ref: Pick<ArtifactRef, 'sha256'>): Promise<string>;
}

export type CallState = 'started' | 'settled' | 'void';

/** One attempt at one journaled call. A settled row without an answer is a ghost: another attempt had answered before. */
export interface CallRow {
  key: string;
  attempt: number;
  requestHash: string;
  state: CallState;
  model: string;
  purpose: string;
  worstMicroUsd: number;
  worstTokens: number;
  chargedMicroUsd: number;
  usage: Usage | null;
  /** The provider's answer as stored by the model activity; null unless this attempt was the first to answer. */
  answer: ArtifactRef | null;
}

export interface StartCall {
  key: string;
  requestHash: string;
  model: string;
  purpose: string;
  worstMicroUsd: number;
  /** Input and output together. */
  worstTokens: number;
  /** What all attempts under the key may come to. Absent: whatever they like. */
  room?: CallRoom;
  startedAtMs: number;
}

export interface CallRoom {
  microUsd: number;
  /** Input and output together; null: as many as the money buys. */
  tokens: number | null;
}

export interface BookedCall {
  usage: Usage;
  chargedMicroUsd: number;
  answer: ArtifactRef;
  endedAtMs: number;
  /** Why the provider's figures are not believed. Absent: they are. */
  doubt?: string | null;
}

/** What may have been billed: settled rows as they were booked, started ones at their worst case. */
export interface Charged {
  chargedMicroUsd: number;
  tokens: number;
  /** Of the settled rows alone. */
  usage: Usage;
}

export interface Journal {
  /** All attempts under one key, oldest first. */
  attempts(key: string): Promise<CallRow[]>;
  /**
   * Writes a `started` row with the next attempt number, before the call is made. Where the attempts so far leave no room
   * for it, the row is `void` from the start: of several that begin at once, each is counted by those after it.
   */
  start(call: StartCall): Promise<CallRow>;
  /** Books what the call cost and its answer, which must be stored. The first answer to a request under a key stays. */
  settle(row: CallRow, booked: BookedCall): Promise<void>;
  /** For a call that cannot have been billed. */
  void(row: CallRow, why: string): Promise<void>;
  /** Sum over the key `prefix` and all keys below `prefix/`. */
  chargedUnder(prefix: string): Promise<Charged>;
  /** Why a provider's figures were first doubted in the run whose keys stand below `runKey`; null: never. */
  doubt(runKey: string, provider: string): Promise<string | null>;
  /** What a settled call with this request was booked at in that run, if its figures were believed. */
  believedUsage(runKey: string, requestHash: string): Promise<Usage | null>;
}

export interface SpecRow {
  deliverId: string;
  generation: number;
  run: string;
  title: string;
  source: string;
  specSha256: string;
  repositoryUrl: string;
  repositoryName: string;
  budgetMicroUsd: number;
  spentMicroUsd: number;
  outcome: string;
  branch: string | null;
  commit: string | null;
  receiptMarkdown: ArtifactRef | null;
  receiptJson: ArtifactRef | null;
  startedAtMs: number;
  endedAtMs: number | null;
}

export interface Specs {
  record(input: RecordSpecInput): Promise<void>;
  recordCandidate(deliverId: string, generation: number, candidate: CandidateRecord): Promise<void>;
  /** Closes the row with the receipt in both forms. */
  close(receipt: Receipt, markdown: ArtifactRef, json: ArtifactRef): Promise<void>;
  /** The newest generation first. */
  generations(deliverId: string): Promise<SpecRow[]>;
  /** The newest first, at most `limit`. */
  recent(limit: number): Promise<SpecRow[]>;
  /** From when to when each generation of each run went on. */
  spans(): Promise<LedgerSpan[]>;
}

export interface LedgerSpan extends RunSpan {
  deliverId: string;
  generation: number;
}

export interface Verdicts {
  /** The first verdict stored under the key, with `cached` true. */
  get(cacheKey: string): Promise<Verdict | null>;
  put(cacheKey: string, verdict: Verdict): Promise<void>;
}

export interface Baselines {
  /** The last one stored under the key, while the ledger has its results. */
  get(cacheKey: string): Promise<BaselineOk | null>;
  put(cacheKey: string, baseline: BaselineOk): Promise<void>;
}

/** What became of results on the forge. */
export interface Outcomes {
  /** The last word stands: what is older than what is known changes nothing. */
  record(input: RecordOutcomeInput): Promise<void>;
  /** Of each generation that has a pull request, the newest first. */
  of(deliverId: string): Promise<OutcomeRow[]>;
  /** The newest run whose pull request that is; null where it is none of ours. */
  byPullRequest(url: string): Promise<OutcomeRow | null>;
}

export type OutcomeRow = RecordOutcomeInput;

/** How far the forge was read, and what was answered there. */
export interface IntakeBook {
  /** `place` names what is read, such as a repository's issues. Null: nothing was yet. */
  cursor(place: string): Promise<ForgeCursor | null>;
  moveCursor(place: string, cursor: ForgeCursor): Promise<void>;
  isAnswered(command: AnsweredCommand): Promise<boolean>;
  /** Harmless to repeat. */
  markAnswered(command: AnsweredCommand): Promise<void>;
}

export interface ForgeCursor {
  sinceMs: number;
  /** Of the last look at the same moment; null: there was none, or it gave none. */
  etag: string | null;
  /** What was read at or after that moment: how it stood, by its number. */
  seen: Record<number, SeenIssue>;
}

export interface AnsweredCommand {
  /** `host/owner/name`. */
  repository: string;
  commentId: number;
  /** Of the whole comment: an edited one is another. */
  textSha256: string;
}

/** What keeps the ledger small and tells whether it is whole. */
export interface Upkeep {
  /**
   * Removes texts last stored before that moment, but for receipts, and what leads to them: cached verdicts, answers of
   * calls. What was paid stays.
   */
  removeTexts(storedBeforeMs: number): Promise<RemovedTexts>;
  /** What {@link removeTexts} would remove. */
  oldTexts(storedBeforeMs: number): Promise<RemovedTexts>;
  /** Closes the row of a run that ended without a receipt. Changes nothing about one that is closed. */
  closeLost(deliverId: string, generation: number, endedAtMs: number): Promise<void>;
  /** What the database itself finds wrong, and rows that name what is not there; empty when the ledger is whole. */
  problems(): Promise<string[]>;
}

export interface RemovedTexts {
  texts: number;
  /** As they were stored, compressed. */
  bytes: number;
}

/** The ledger cannot be used as it is. The message names it, without a password, and the way out. */
export class LedgerProblem extends Error {
  override readonly name = 'LedgerProblem';
}
