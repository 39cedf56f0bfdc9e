// One try from start to verdict: the candidate's own workflow, its bill, the judgement, the record.
import {
  CancellationScope,
  ChildWorkflowFailure,
  executeChild,
  isCancellation,
  ParentClosePolicy,
  rootCause,
  sleep,
} from '@temporalio/workflow';
import { settle } from '../../core/budget.js';
import type { CandidateInput, CandidateRecord, CandidateResult } from '../../core/candidate.js';
import { WORKFLOW_TYPES } from '../../core/deliver.js';
import { verdictWord } from '../../core/details.js';
import { shortKey } from '../../core/journal-key.js';
import type { Verdict } from '../../core/validator.js';
import { ledger, tests } from '../hands.js';
import { summary } from '../summary.js';
import type { TryContext } from './plan-try.js';
import { judgedBy, preparedOf, type Run } from './run.js';
import { show, showMoney } from './show.js';

/** After this no activity of a child that was terminated can still be running: heartbeat timeout and some. */
const ACTIVITIES_OVER_AFTER = '15 seconds';

export async function runTry(context: TryContext, input: CandidateInput, workflowId: string): Promise<CandidateRecord> {
  const { run } = context;
  show(run, `${input.generator.name}: ${input.move.kind} ${input.taskTitle}`);
  const result = await settledResult(run, input, workflowId);
  context.answeredAtMs.set(input.key, Date.now());
  // The record stands before the judgement, so that the receipt adds up even if the run is cancelled meanwhile.
  const record = newRecord(input, result);
  run.candidates.push(record);
  record.verdict = await judged(context, input, result);
  showMoney(run);
  show(run, `${shortKey(record.key)} by ${record.generator}: ${verdictWord(record)}`);
  await ledger.recordCandidate.executeWithOptions(
    { summary: summary(`Record ${shortKey(record.key)}: ${verdictWord(record)}`) },
    [{ deliverId: run.deliverId, generation: run.input.generation, candidate: record }],
  );
  return record;
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
    const result = await executeChild<(input: CandidateInput) => Promise<CandidateResult>>(WORKFLOW_TYPES.candidate, {
      workflowId,
      args: [input],
      cancellationType: 'WAIT_CANCELLATION_COMPLETED',
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
      staticSummary: summary(
        `${input.author ? 'tests' : input.move.kind} by ${input.generator.name}: ${input.taskTitle}`,
      ),
    });
    run.budget = settle(run.budget, workflowId, result.chargedMicroUsd);
    return result;
  } catch (error) {
    return await CancellationScope.nonCancellable(() => settleLost(run, input, workflowId, error));
  } finally {
    run.children = run.children.filter((id) => id !== workflowId);
  }
}

/** A child that gave no result (terminated, failed): the lease stays reserved until its activities are over. */
async function settleLost(
  run: Run,
  input: CandidateInput,
  workflowId: string,
  error: unknown,
): Promise<CandidateResult> {
  if (!(error instanceof ChildWorkflowFailure)) throw error;
  await sleep(ACTIVITIES_OVER_AFTER);
  const booked = await ledger.chargedUnder({ keyPrefix: workflowId });
  run.budget = settle(run.budget, workflowId, booked.chargedMicroUsd);
  return {
    key: input.key,
    end: isCancellation(error) ? 'cancelled' : 'toolsUnavailable',
    note: rootCause(error) ?? error.message,
    commit: input.startCommit,
    turns: 0,
    usage: booked.usage,
    chargedMicroUsd: booked.chargedMicroUsd,
    durationMs: 0,
  };
}

/** The validator's answer; a try that made nothing because model or tools failed is not judged. */
async function judged(context: TryContext, input: CandidateInput, result: CandidateResult): Promise<Verdict | null> {
  const { run } = context;
  const madeNothing = result.commit === input.startCommit;
  const broken = result.end === 'modelUnavailable' || result.end === 'toolsUnavailable';
  if (result.end === 'cancelled' || (madeNothing && broken)) return null;
  show(run, `judging ${shortKey(input.key)}`);
  return judgeCommit(context, input.key, result.commit, `by ${input.generator.name}`);
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
      sandbox: terms.sandbox,
      committedAtMs: Date.now(),
    },
  ]);
}
