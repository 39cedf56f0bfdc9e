// One try from start to verdict: the candidate's own workflow, its bill, the judgement, the record.
import {
  CancellationScope,
  ChildWorkflowFailure,
  isCancellation,
  ParentClosePolicy,
  sleep,
  startChild,
} from '@temporalio/workflow';
import { settle } from '../../core/budget.js';
import {
  type CandidateEnd,
  type CandidateInput,
  type CandidateRecord,
  type CandidateResult,
  UNANSWERED_ENDS,
} from '../../core/candidate.js';
import { WORKFLOW_TYPES } from '../../core/deliver.js';
import { verdictWord } from '../../core/details.js';
import { shortKey } from '../../core/journal-key.js';
import { billableTokens } from '../../core/price.js';
import type { Verdict } from '../../core/validator.js';
import { ledger, tests } from '../hands.js';
import { reasonOf } from '../reason-of.js';
import { summary } from '../summary.js';
import { tellNewChild } from './control.js';
import { tellGenerator } from './generators.js';
import type { SearchStart, TryContext } from './plan-try.js';
import { judgedBy, preparedOf, type Run } from './run.js';
import { show, showMoney } from './show.js';

/** Ends for which a generator's work is not to blame. */
export const BROKEN: readonly CandidateEnd[] = [...UNANSWERED_ENDS, 'toolsUnavailable'];

/** After this no activity of a child that was terminated can still be running: heartbeat timeout and some. */
const ACTIVITIES_OVER_AFTER = '12 seconds';

/** Never throws for a cancellation: what it was charged stands in the record, and whoever waits looks for it. */
export async function runTry(context: TryContext, input: CandidateInput, workflowId: string): Promise<CandidateRecord> {
  const { run } = context;
  show(run, `${input.generator.name}: ${input.move.kind} ${input.taskTitle}`);
  const result = await settledResult(run, input, workflowId);
  context.answeredAtMs.set(input.key, Date.now());
  // The record stands before the judgement, so that the receipt adds up even if the run is cancelled meanwhile.
  const record = newRecord(input, result);
  run.candidates.push(record);
  await judgeTry(context, input, record);
  showMoney(run);
  show(run, `${shortKey(record.key)} by ${record.generator}: ${verdictWord(record)}`);
  const options = { summary: summary(`Record ${shortKey(record.key)}: ${verdictWord(record)}`) };
  await CancellationScope.nonCancellable(() =>
    ledger.recordCandidate.executeWithOptions(options, [
      { deliverId: run.deliverId, generation: run.input.generation, candidate: record },
    ]),
  );
  return record;
}

async function judgeTry(context: TryContext, input: CandidateInput, record: CandidateRecord): Promise<void> {
  try {
    record.verdict = await judged(context, input, record);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    record.end = 'cancelled';
    record.note = 'it was cancelled before it was judged';
  }
}

function newRecord(input: CandidateInput, result: CandidateResult): CandidateRecord {
  return {
    ...result,
    taskId: input.taskId,
    generator: input.generator.name,
    move: input.move.kind,
    parent: input.move.kind === 'repair' ? input.move.parent : null,
    verdict: null,
  };
}

/** Runs the child and books what it was charged, however it ended. */
export async function settledResult(run: Run, input: CandidateInput, workflowId: string): Promise<CandidateResult> {
  run.children.push(workflowId);
  try {
    const result = await childResult(run, input, workflowId);
    run.budget = settle(run.budget, workflowId, { microUsd: result.chargedMicroUsd, tokens: billableTokens(result) });
    tellGenerator(run, input.generator.name, result);
    return result;
  } catch (error) {
    return await CancellationScope.nonCancellable(() => settleLost(run, input, workflowId, error));
  } finally {
    run.children = run.children.filter((id) => id !== workflowId);
  }
}

async function childResult(run: Run, input: CandidateInput, workflowId: string): Promise<CandidateResult> {
  const what = input.author ? 'tests' : input.move.kind;
  const child = await startChild<(input: CandidateInput) => Promise<CandidateResult>>(WORKFLOW_TYPES.candidate, {
    workflowId,
    args: [input],
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    staticSummary: summary(`${what} by ${input.generator.name}: ${input.taskTitle}`),
  });
  await tellNewChild(run, workflowId);
  return child.result();
}

/** A child that gave no result (terminated, failed, never begun): the lease stays reserved until its activities are over. */
async function settleLost(
  run: Run,
  input: CandidateInput,
  workflowId: string,
  error: unknown,
): Promise<CandidateResult> {
  const begun = error instanceof ChildWorkflowFailure;
  if (!begun && !isCancellation(error)) throw error;
  if (begun) await sleep(ACTIVITIES_OVER_AFTER);
  const booked = await ledger.chargedUnder({ keyPrefix: workflowId });
  const tokens = billableTokens(booked);
  run.budget = settle(run.budget, workflowId, { microUsd: booked.chargedMicroUsd, tokens });
  return {
    key: input.key,
    end: isCancellation(error) ? 'cancelled' : 'toolsUnavailable',
    note: reasonOf(error),
    commit: input.startCommit,
    turns: 0,
    usage: booked.usage,
    chargedMicroUsd: booked.chargedMicroUsd,
    tokens,
    durationMs: 0,
  };
}

/** The validator's answer; a try that made nothing because model or tools failed is not judged. */
async function judged(context: TryContext, input: CandidateInput, result: CandidateRecord): Promise<Verdict | null> {
  const { run } = context;
  const madeNothing = result.commit === input.startCommit;
  if (result.end === 'cancelled' || (madeNothing && BROKEN.includes(result.end))) return null;
  // What was published has passed already: that is no merit of this try.
  if (madeNothing && context.start.change) {
    if (result.note === '') result.note = 'it changed nothing';
    return null;
  }
  show(run, `judging ${shortKey(input.key)}`);
  return judgeCommit(context, input.key, result.commit, `by ${input.generator.name}`);
}

/** True where what people said was answered in words alone. */
export function isAnswer({ commit, change }: SearchStart, record: CandidateRecord): boolean {
  return (
    Boolean(change?.remarks) && record.move === 'generate' && record.end === 'finished' && record.commit === commit
  );
}

/** `how` ends the summary, after the candidate's name. */
export function judgeCommit(context: TryContext, key: string, commit: string, how: string): Promise<Verdict> {
  const { run, task, start } = context;
  const { baseCommit, validator } = preparedOf(run);
  const { repository, terms } = run.input;
  return tests.judge.executeWithOptions({ summary: summary(`Judge ${shortKey(key)} ${how}`) }, [
    {
      repository,
      run: run.name,
      taskId: task.id,
      candidate: key,
      baseCommit,
      commit,
      validator,
      ...judgedBy(run),
      judgeAcceptance: start.judgeAcceptance,
      ...(start.change?.conflicts ? { conflicts: start.change.conflicts } : {}),
      sandbox: terms.sandbox,
      committedAtMs: Date.now(),
    },
  ]);
}
