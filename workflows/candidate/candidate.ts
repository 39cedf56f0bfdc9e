// One try at a task, turn by turn: ask the model, run what it wants to run, until it ends or a limit does.
// It cannot spend more than its lease, and always says what it was charged.
import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  rootCause,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { CallModelResult, Purpose, UnusableReason } from '../../core/activities.js';
import type { CandidateEnd, CandidateInput, CandidateResult } from '../../core/candidate.js';
import { formatUsd } from '../../core/money.js';
import { addUsage, NO_USAGE } from '../../core/price.js';
import { ledger, models } from '../hands.js';
import { pauseSignal, resumeSignal } from '../messages.js';
import { summary } from '../summary.js';
import { limitReached } from './limits.js';
import { runTurn } from './run-turn.js';

interface End {
  end: CandidateEnd;
  note: string;
}

export async function candidate(input: CandidateInput): Promise<CandidateResult> {
  const startedAtMs = Date.now();
  let paused = false;
  setHandler(pauseSignal, () => {
    paused = true;
  });
  setHandler(resumeSignal, () => {
    paused = false;
  });
  const result: CandidateResult = {
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
  const end = await endOf(input, () => tryTurns(input, result, startedAtMs, () => condition(() => !paused)));
  if (end.end === 'cancelled' || end.end === 'modelUnavailable') {
    // A call that was cut off may have been billed; the ledger knows what must be counted.
    const booked = await CancellationScope.nonCancellable(() => ledger.chargedUnder({ keyPrefix: journalPrefix() }));
    result.chargedMicroUsd = booked.chargedMicroUsd;
    result.usage = booked.usage;
  }
  return { ...result, ...end, durationMs: Date.now() - startedAtMs };
}

/** The loop. `result` is kept up to date, so that whatever happens its commit and charges stand. */
async function tryTurns(
  input: CandidateInput,
  result: CandidateResult,
  startedAtMs: number,
  notPaused: () => Promise<void>,
): Promise<End> {
  let { conversation } = input;
  for (;;) {
    await notPaused();
    const limit = limitReached(input.tryLimits, result.turns, Date.now() - startedAtMs, conversation.bytes);
    if (limit) return limit;

    const reply = await callModel(input, result, conversation);
    result.turns += 1;
    result.chargedMicroUsd += reply.chargedMicroUsd;
    result.usage = addUsage(result.usage, reply.usage);
    showTurn(input, result, reply);
    if (!reply.ok) return { end: endAfter(reply.reason), note: reply.message };
    if (result.authored) result.authored = { ...result.authored, conversation: reply.conversation };
    if (reply.toolCalls === 0) return { end: 'finished', note: '' };
    conversation = await runTurn(input, result, reply.conversation, reply.said);
  }
}

function callModel(
  input: CandidateInput,
  result: CandidateResult,
  conversation: CandidateInput['conversation'],
): Promise<CallModelResult> {
  const turn = result.turns + 1;
  return models.callModel.executeWithOptions({ summary: summary(`Turn ${turn}: ask ${input.generator.name}`) }, [
    {
      identity: {
        journalKey: `${journalPrefix()}/turn-${turn}`,
        purpose: purposeOf(input),
        run: input.run,
        task: input.taskTitle,
        attempt: input.key,
      },
      generator: input.generator,
      conversation,
      allowanceMicroUsd: input.leaseMicroUsd - result.chargedMicroUsd,
    },
  ]);
}

function purposeOf({ author, move }: CandidateInput): Purpose {
  if (author) return 'tests';
  return move.kind === 'repair' ? 'repair' : 'build';
}

/** A candidate's workflow id is its name in the journal: deliver's id, the generation, the task and the try. */
function journalPrefix(): string {
  return workflowInfo().workflowId;
}

function endAfter(reason: UnusableReason): CandidateEnd {
  if (reason === 'overAllowance') return 'leaseSpent';
  return reason === 'rejected' || reason === 'unavailable' ? 'modelUnavailable' : 'unusableAnswer';
}

/** Turns what stopped the loop into data: a try that fails tells so, and its charges are kept. */
async function endOf(input: CandidateInput, loop: () => Promise<End>): Promise<End> {
  try {
    return await loop();
  } catch (error) {
    if (isCancellation(error)) return { end: 'cancelled', note: '' };
    if (!(error instanceof ActivityFailure)) throw unexpected(error);
    const cause = rootCause(error) ?? error.message;
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

function showTurn(input: CandidateInput, result: CandidateResult, reply: CallModelResult): void {
  const now = reply.ok ? reply.said : reply.message;
  setCurrentDetails(
    `**${input.taskTitle}** by ${input.generator.name} (${purposeOf(input)})\n\n` +
      `Turn ${result.turns}, ${formatUsd(result.chargedMicroUsd)} of ${formatUsd(input.leaseMicroUsd)} leased\n\n${now}`,
  );
}
