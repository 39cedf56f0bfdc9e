// What a run tells about itself while it works: the query's answer, and the source of the current details.
import type { CandidateRecord } from './candidate.js';
import type { PullRequestRef } from './forge-activities.js';
import type { SupersededTest } from './validator/superseded.js';

export type Stage = 'prepare' | 'decompose' | 'generate' | 'integrate' | 'publish' | 'follow' | 'ended';

/**
 * How a run ended; `running` while there is no result. With a pull request it is followed after that, in stage `follow`.
 * `draft`: a result on which all passes but tests of the repository that the spec contradicts, and that no person has set
 * aside. `pausedOut`: nobody raised the budget in time; the best try is kept.
 */
export type Outcome = 'running' | 'delivered' | 'draft' | 'nothingPassed' | 'pausedOut' | 'cancelled' | 'failed';

/**
 * `label`: the label that started it was taken away. `text`: the issue was edited. `mend`: the forge refuses the result
 * until a person mends something, such as a token.
 */
export type PauseReason = 'user' | 'budget' | 'approval' | 'label' | 'text' | 'mend';

export interface TaskStatus {
  id: string;
  title: string;
  state: 'waiting' | 'working' | 'passed' | 'failed';
}

export interface DeliverStatus {
  deliverId: string;
  generation: number;
  title: string;
  stage: Stage;
  outcome: Outcome;
  /** Null while it goes on. */
  paused: PauseReason | null;
  /** One line: what is being done now, or why it stands still. */
  doing: string;
  tasks: TaskStatus[];
  candidates: CandidateRecord[];
  budgetMicroUsd: number;
  reservedMicroUsd: number;
  spentMicroUsd: number;
  /** While it is paused on budget: the smallest total that lets the next try start; else null. */
  budgetNeededMicroUsd: number | null;
  /** Input and output tokens, where they are capped; `needed` as `budgetNeededMicroUsd`. Absent: they are not. */
  tokens?: { cap: number; spent: number; needed: number | null };
  /** Tests of the base that the spec contradicts, as the author of its tests says. Absent: none. */
  superseded?: SupersededTest[];
  branch: string | null;
  /** Absent: there is none. */
  pullRequest?: PullRequestRef;
  startedAtMs: number;
}
