// What one try remembers from turn to turn. Plain data; `result` is kept up to date, so that whatever happens its commit
// and charges stand.
import type { CandidateEnd, CandidateInput, CandidateResult, Conversation } from '../../core/candidate.js';
import type { TurnSeen } from '../../core/stuck.js';

export interface TryState {
  readonly input: CandidateInput;
  readonly startedAtMs: number;
  result: CandidateResult;
  conversation: Conversation;
  /** Turns whose tools were run, oldest first. */
  seen: TurnSeen[];
  /** Answers in a row with which nothing could be done. */
  unusable: number;
  /** What the model is told before its next answer, besides warnings. */
  note: string | null;
  /** Bytes and turns of the conversation when it was last made shorter, or began. */
  compacted: { bytes: number; turns: number };
  /** How long it has waited for its provider. */
  waitedMs: number;
  /** Input tokens of the call before; null when there was none. */
  sentTokens: number | null;
}

export interface TryEnd {
  end: CandidateEnd;
  /** One sentence for people; empty where the end says it all. */
  note: string;
  /** `CandidateResult.freeAtMs`. */
  freeAtMs?: number;
}

export function newTry(input: CandidateInput, result: CandidateResult, startedAtMs: number): TryState {
  return {
    input,
    startedAtMs,
    result,
    conversation: input.conversation,
    seen: [],
    unusable: 0,
    note: null,
    compacted: { bytes: input.conversation.bytes, turns: 0 },
    waitedMs: 0,
    sentTokens: null,
  };
}
