// One try at a task: a child workflow that asks the model turn by turn until it ends or a limit does. It cannot spend
// more than its lease, and always says what it was charged, whatever stopped it.
import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { CandidateEnd, CandidateInput, CandidateResult } from '../../core/candidate.js';
import { billableTokens, NO_USAGE } from '../../core/price.js';
import { ledger } from '../hands.js';
import { pauseSignal, resumeSignal } from '../messages.js';
import { reasonOf } from '../reason-of.js';
import { newTry, type TryEnd } from './try-state.js';
import { tryTurns } from './try-turns.js';

/** Ends before which a call may have been asked that nobody has booked in the try itself. */
const CUT_OFF: readonly CandidateEnd[] = ['cancelled', 'modelUnavailable', 'modelBusy'];

export async function candidate(input: CandidateInput): Promise<CandidateResult> {
  const startedAtMs = Date.now();
  let paused = false;
  setHandler(pauseSignal, () => {
    paused = true;
  });
  setHandler(resumeSignal, () => {
    paused = false;
  });
  const result = newResult(input);
  const one = newTry(input, result, startedAtMs);
  const end = await endOf(input, () => tryTurns(one, () => condition(() => !paused)));
  if (CUT_OFF.includes(end.end)) {
    // A call that was cut off may have been billed; the ledger knows what must be counted.
    const keyPrefix = workflowInfo().workflowId;
    const booked = await CancellationScope.nonCancellable(() => ledger.chargedUnder({ keyPrefix }));
    result.chargedMicroUsd = booked.chargedMicroUsd;
    result.tokens = billableTokens(booked);
    result.usage = booked.usage;
  }
  return { ...result, ...end, durationMs: Date.now() - startedAtMs };
}

function newResult(input: CandidateInput): CandidateResult {
  return {
    key: input.key,
    end: 'finished',
    note: '',
    commit: input.startCommit,
    turns: 0,
    usage: NO_USAGE,
    chargedMicroUsd: 0,
    durationMs: 0,
    ...(input.author ? { authored: { files: input.author.files, conversation: input.conversation } } : {}),
  };
}

/** Turns what stopped the loop into data: a try that fails tells so, and its charges are kept. */
async function endOf(input: CandidateInput, loop: () => Promise<TryEnd>): Promise<TryEnd> {
  try {
    return await loop();
  } catch (error) {
    if (isCancellation(error)) return { end: 'cancelled', note: '' };
    if (!(error instanceof ActivityFailure)) throw unexpected(error);
    const cause = reasonOf(error);
    if (error.activityType === 'callModel') {
      return { end: 'modelUnavailable', note: named(input.generator.name, cause) };
    }
    return { end: 'toolsUnavailable', note: cause };
  }
}

/** What providers answer names the generator already; a time-out or a trouble of the ledger does not. */
function named(generator: string, cause: string): string {
  return cause.startsWith(`${generator}: `) ? cause : `${generator}: ${cause}`;
}

function unexpected(error: unknown): ApplicationFailure {
  const message = error instanceof Error ? error.message : String(error);
  return ApplicationFailure.create({ type: 'Unexpected', message, nonRetryable: true });
}
