// What intake works with. The process puts it together; how the terms of a run come about is the business of commands.
import type { Client } from '@temporalio/client';
import type { GitHub } from '../../activities/forge/github/github.js';
import type { Ledger } from '../../activities/ledger/ledger.js';
import type { ForgeTerms } from '../../core/forge-activities.js';
import type { CommentCeiling } from '../../core/intake/comment-budget.js';
import type { ForgeRepository, RepositoryRef } from '../../core/repository.js';
import type { Optimize, Terms } from '../../core/terms.js';

export interface IntakeHands {
  github: GitHub;
  ledger: Ledger;
  client: Client;
  /** Where runs wait that any worker may take. */
  taskQueue: string;
  starter: Starter;
  operator: CommentCeiling;
}

/** What somebody wished, as it holds at the start. */
export interface StartWishes {
  budgetMicroUsd: number | null;
  deadlineMs: number | null;
  optimize: Optimize | null;
}

/** Finds out on which terms a run for an issue would begin. Starts nothing. */
export interface Starter {
  terms(repository: ForgeRepository, wishes: StartWishes): Promise<StartTerms>;
  /** The label that starts a run there: the repository's own, or the operator's. */
  label(repository: ForgeRepository): Promise<string>;
  /** The text without what looks like a secret: it goes to models, and its title names branch and commits. */
  clean(text: string): Promise<string>;
  /** Where a run stands in Temporal's UI, or null where that is not known. */
  uiLink(deliverId: string): string | null;
}

export type StartTerms =
  | { ok: true; repository: RepositoryRef; terms: Terms; forge: ForgeTerms }
  /** For people on the forge: it names no path and no address of this machine. */
  | { ok: false; problem: string };
