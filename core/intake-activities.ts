// The hands of intake, seen from its workflows: which issues have something new, and what is done about one.
import type { ForgeRepository } from './repository.js';

export interface IntakeActivities {
  /** Finds issues and pull requests that changed since the last look, which the ledger remembers, and hints them. */
  pollRepository(input: PollInput): Promise<PollResult>;
  /**
   * Looks at one issue or pull request as it is now, and does what it asks for: starts a run, tells it, answers commands.
   * Harmless to repeat.
   */
  takeIssue(input: TakeIssueInput): Promise<TakeIssueResult>;
}

export interface PollInput {
  repository: ForgeRepository;
}
export interface PollResult {
  numbers: number[];
  /** Why nothing could be seen, for people; null when all went well. */
  problem: string | null;
}
export interface TakeIssueInput {
  repository: ForgeRepository;
  number: number;
}
export interface TakeIssueResult {
  /** One line for each thing that was done, for people; empty when there was nothing to do. */
  did: string[];
  /** Why it is to be looked at again later; null when all was done. */
  unfinished: string | null;
}
