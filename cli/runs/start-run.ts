// Starts a run, or finds the one that already stands for the same spec: there is one workflow for each spec, whatever
// is typed how often.
import { type Client, WorkflowExecutionAlreadyStartedError, type WorkflowHandle } from '@temporalio/client';
import type { Ledger, SpecRow } from '../../activities/ledger/ledger.js';
import { type DeliverInput, SHARED_TASK_QUEUE } from '../../core/deliver.js';
import { localDeliverId, type RepositoryRef } from '../../core/repository.js';
import type { Terms } from '../../core/terms.js';
import { recordOf, type SpecText, startDeliver, storeSpec } from '../../workers/runs/start-deliver.js';
import { CliProblem, usageProblem } from '../problem.js';
import { type DescribedRun, describeRun } from './describe-run.js';

export interface RunRequest {
  spec: SpecText;
  repository: RepositoryRef;
  terms: Terms;
  /** Whether the person asked for the next generation. */
  retry: boolean;
  /** `own`: only the command that starts it works on it. `shared`: any worker does. */
  queue: 'own' | 'shared';
  /** Where a run stands in Temporal's UI, or null where that is not known. */
  uiLink(deliverId: string): string | null;
}

export type StartedRun =
  | { kind: 'started' | 'attached'; deliverId: string; generation: number; handle: WorkflowHandle; taskQueue: string }
  /** It ended before; nothing was started. */
  | { kind: 'endedBefore'; deliverId: string; row: SpecRow | null; described: DescribedRun | null };

/** Throws `CliProblem` when the text changed under an open run, or when `retry` is asked of one. */
export async function startOrAttach(client: Client, ledger: Ledger, request: RunRequest): Promise<StartedRun> {
  const deliverId = localDeliverId(request.repository, request.spec.slug);
  const described = await describeRun(client, deliverId);
  if (described?.run.open) return attach(client, request, described);
  const rows = await ledger.specs.generations(deliverId);
  const before = Math.max(rows[0]?.generation ?? 0, described?.run.generation ?? 0);
  const mayStartOver = request.retry || failedBeforeMoney(rows[0]);
  if (before > 0 && !mayStartOver) return { kind: 'endedBefore', deliverId, row: rows[0] ?? null, described };
  return start(client, ledger, request, {
    deliverId,
    generation: before + 1,
    replaces: rows.find((row) => row.branch !== null && row.commit !== null)?.commit ?? null,
  });
}

/** What failed before a cent was spent is simply begun again: there is nothing to lose and nothing to buy twice. */
function failedBeforeMoney(row: SpecRow | undefined): boolean {
  return row?.outcome === 'failed' && row.spentMicroUsd === 0;
}

function attach(client: Client, { spec, retry }: RunRequest, described: DescribedRun): StartedRun {
  const { deliverId, generation } = described.run;
  if (described.specSha256 !== spec.sha256) {
    throw usageProblem(
      `The text of ${spec.source} is not the one that the run ${deliverId} works on (${described.source}, ` +
        `${described.specSha256.slice(0, 12)}). Let it end, or stop it with "nightshift cancel ${deliverId}"; then ` +
        'run again with --retry. A spec of its own needs a title of its own.',
    );
  }
  if (retry) throw usageProblem(`The run ${deliverId} has not ended; go on without --retry, or cancel it first`);
  const handle = client.workflow.getHandle(deliverId);
  return { kind: 'attached', deliverId, generation, handle, taskQueue: described.taskQueue };
}

interface Generation {
  deliverId: string;
  generation: number;
  replaces: string | null;
}

async function start(
  client: Client,
  ledger: Ledger,
  request: RunRequest,
  { deliverId, generation, replaces }: Generation,
): Promise<StartedRun> {
  const { repository, terms } = request;
  const spec = await storeSpec(ledger.artifacts, request.spec);
  const taskQueue = request.queue === 'shared' ? SHARED_TASK_QUEUE : deliverId;
  const input: DeliverInput = { spec, repository, terms, generation, replaces, uiUrl: request.uiLink(deliverId) };
  try {
    const handle = await startDeliver(client, { deliverId, taskQueue, input });
    // Nobody may work on it for hours, and the server may be down meanwhile.
    if (request.queue === 'shared') await ledger.specs.record(recordOf(input, deliverId));
    return { kind: 'started', deliverId, generation, handle, taskQueue };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    // Another command was faster by a moment: its run is the run.
    const described = await describeRun(client, deliverId);
    if (described?.run.open) return attach(client, { ...request, retry: false }, described);
    throw new CliProblem(`The run ${deliverId} was started and ended by another command; see nightshift status`);
  }
}
