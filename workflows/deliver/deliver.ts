// Deliver: one workflow for each spec, from its text to a tested branch and a receipt. The stages stand in files of
// their names; this one is their order, and what happens when something unexpected comes between.
import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  ContinueAsNew,
  condition,
  isCancellation,
  log,
  workflowInfo,
} from '@temporalio/workflow';
import type { DeliverInput, DeliverResult } from '../../core/deliver.js';
import { reasonOf } from '../reason-of.js';
import { continueIfLong } from './continue-as-new.js';
import { handleMessages } from './control.js';
import { decompose } from './decompose.js';
import { finish } from './finish.js';
import { follow } from './follow.js';
import { handleForgeEvents } from './forge-events.js';
import { planApproved } from './gate.js';
import { generate } from './generate.js';
import { prepare } from './prepare.js';
import { publish } from './publish.js';
import { type CarriedRun, newRun, type Run, type RunEnd } from './run.js';
import { bestSoFar } from './search-ends.js';
import { say, tellIssue } from './tell-issue.js';
import { notPaused } from './wait.js';
import { writeTests } from './write-tests.js';

/** `carried`: the run as an earlier workflow under this id has left it. */
export async function deliver(input: DeliverInput, carried?: CarriedRun): Promise<DeliverResult> {
  const run: Run = { ...newRun(input, workflowInfo().workflowId, Date.now()), ...carried };
  const [whole, work] = [CancellationScope.current(), new CancellationScope()];
  const isCancelled = () => whole.consideredCancelled;
  handleMessages(run);
  handleForgeEvents(run, () => work.cancel());
  tellIssue(run);
  try {
    const end = await work.run(() => untilWithdrawn(run));
    // From here on a cancellation comes too late: the end is only written down.
    return await CancellationScope.nonCancellable(async () => {
      const result = await finish(run, end, isCancelled);
      await condition(allHandlersFinished);
      return result;
    });
  } catch (error) {
    if (error instanceof ContinueAsNew) throw error;
    await CancellationScope.nonCancellable(() => finishAnyway(run, endAfter(error), isCancelled));
    throw asFailure(error);
  }
}

/** An issue that takes its work back ends the run as a person's cancellation does, and that is the run's own doing. */
async function untilWithdrawn(run: Run): Promise<RunEnd> {
  try {
    return await stages(run);
  } catch (error) {
    if (!isCancellation(error) || run.issue.withdrawn === null) throw error;
    return withdrawnEnd(run, run.issue.withdrawn);
  }
}

async function stages(run: Run): Promise<RunEnd> {
  if (!run.plan) {
    // What the issue says may come before the first step.
    if (run.input.issue) await notPaused(run);
    const prepared = await prepare(run);
    if (!prepared.ok) return prepared.end;
    run.prepared = prepared.value;
    await writeTests(run);
    await decompose(run);
    await planApproved(run);
  }
  if (run.branch === null) {
    const generated = await generate(run);
    if (!generated.ok) return generated.end;
    const published = await publish(run, generated.value);
    if (!published.ok) return published.end;
    await continueIfLong(run);
  }
  return follow(run);
}

function withdrawnEnd(run: Run, why: string): RunEnd {
  const summary = `${why} The run was cancelled. ${bestSoFar(run)}`;
  say(
    run,
    'withdrawn',
    `${summary} Once the issue is open again, \`/nightshift retry\` begins anew from its text as it is then.`,
  );
  return { outcome: 'cancelled', summary };
}

/** The first error is the one to report, also when the receipt cannot be written because of it. */
async function finishAnyway(run: Run, end: RunEnd, isCancelled: () => boolean): Promise<void> {
  try {
    await finish(run, end, isCancelled);
  } catch (error) {
    log.error('The receipt could not be written', { reason: reasonOf(error) });
  }
}

function endAfter(error: unknown): RunEnd {
  if (isCancellation(error)) return { outcome: 'cancelled', summary: 'Cancelled by a person.' };
  return { outcome: 'failed', summary: `An unexpected error ended the run: ${reasonOf(error)}` };
}

/** Temporal retries a plain error in a workflow for ever; as a failure of ours it ends the run with its reason. */
function asFailure(error: unknown): Error {
  if (isCancellation(error) && error instanceof Error) return error;
  return ApplicationFailure.create({ type: 'Unexpected', message: reasonOf(error), nonRetryable: true });
}
