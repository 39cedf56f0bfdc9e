// What Temporal itself knows of a run, readable without any worker: state, memo, search attributes, and whether the
// run's code is in trouble.
import { type Client, type WorkflowExecutionInfo, WorkflowNotFoundError } from '@temporalio/client';
import { MICRO_USD_PER_USD } from '../../core/money.js';
import type { Outcome, Stage } from '../../core/status.js';
import { isOutcome, type KnownRun } from './known-run.js';

export interface DescribedRun {
  run: KnownRun;
  runId: string;
  taskQueue: string;
  specSha256: string;
  repositoryUrl: string;
  source: string;
  /** The last current details, once the run has ended. */
  details: string | null;
  /** Why the run's code cannot go on, as Temporal reports it; empty when it can. */
  problems: string[];
}

/** What a list and a description of a run have in common. */
type ExecutionInfo = Pick<
  WorkflowExecutionInfo,
  'workflowId' | 'runId' | 'taskQueue' | 'status' | 'startTime' | 'typedSearchAttributes'
> & {
  memo?: Record<string, unknown> | undefined;
  closeTime?: Date | undefined;
};

const STAGES: readonly string[] = [
  'prepare',
  'decompose',
  'generate',
  'integrate',
  'publish',
  'follow',
  'ended',
] satisfies Stage[];

/** The newest generation of a run, or null when Temporal does not have it (any more). */
export async function describeRun(client: Client, deliverId: string): Promise<DescribedRun | null> {
  try {
    const description = await client.workflow.getHandle(deliverId).describe();
    return toDescribed(description);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

export function toDescribed(info: ExecutionInfo): DescribedRun {
  const memo = info.memo ?? {};
  return {
    run: toKnownRun(info, memo),
    runId: info.runId,
    taskQueue: info.taskQueue,
    specSha256: textOf(memo['specSha256']),
    repositoryUrl: textOf(memo['repositoryUrl']),
    source: textOf(memo['source']),
    details: typeof memo['details'] === 'string' ? memo['details'] : null,
    problems: listOf(attribute(info, 'TemporalReportedProblems')).map(problemInWords),
  };
}

function toKnownRun(info: ExecutionInfo, memo: Record<string, unknown>): KnownRun {
  const open = info.status.name === 'RUNNING' || info.status.name === 'CONTINUED_AS_NEW';
  const stage = textOf(attribute(info, 'Stage'));
  return {
    deliverId: info.workflowId,
    generation: typeof memo['generation'] === 'number' ? memo['generation'] : 1,
    title: textOf(memo['title']) || info.workflowId,
    repository: textOf(memo['repositoryName']) || textOf(attribute(info, 'Repo')),
    outcome: outcomeOf(info, open),
    stage: isStage(stage) ? stage : null,
    open,
    budgetMicroUsd: microUsdOf(attribute(info, 'BudgetUsd')),
    spentMicroUsd: microUsdOf(attribute(info, 'SpentUsd')),
    branch: null,
    startedAtMs: info.startTime.getTime(),
    endedAtMs: info.closeTime?.getTime() ?? null,
  };
}

/** The server's word goes first: a terminated run had no chance to write its outcome. */
function outcomeOf(info: ExecutionInfo, open: boolean): Outcome {
  if (open) return 'running';
  if (info.status.name === 'CANCELLED') return 'cancelled';
  if (info.status.name !== 'COMPLETED') return 'failed';
  const outcome = textOf(attribute(info, 'Outcome'));
  return isOutcome(outcome) && outcome !== 'running' ? outcome : 'failed';
}

function isStage(text: string): text is Stage {
  return STAGES.includes(text);
}

function attribute(info: ExecutionInfo, name: string): unknown {
  return info.typedSearchAttributes.getAll().find((pair) => pair.key.name === name)?.value;
}

/** `category=WorkflowTaskFailed`, `cause=...` as the server writes them. */
function problemInWords(problem: string): string {
  return problem.replace(/^(category|cause)=/, '').replace(/^WorkflowTaskFailedCause/, '');
}

function microUsdOf(usd: unknown): number {
  return typeof usd === 'number' ? Math.round(usd * MICRO_USD_PER_USD) : 0;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
