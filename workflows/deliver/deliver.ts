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
import { planApproved } from './gate.js';
import { generate } from './generate.js';
import { prepare } from './prepare.js';
import { publish } from './publish.js';
import { type CarriedRun, newRun, type Run, type RunEnd } from './run.js';
import { writeTests } from './write-tests.js';

/** `carried`: the run as an earlier workflow under this id has left it. */
export async function deliver(input: DeliverInput, carried?: CarriedRun): Promise<DeliverResult> {
  const run = carried ? { ...carried, input } : newRun(input, workflowInfo().workflowId, Date.now());
  handleMessages(run);
  try {
    const end = await stages(run);
    // From here on a cancellation comes too late: the end is only written down.
    return await CancellationScope.nonCancellable(async () => {
      const result = await finish(run, end);
      await condition(allHandlersFinished);
      return result;
    });
  } catch (error) {
    if (error instanceof ContinueAsNew) throw error;
    await CancellationScope.nonCancellable(() => finishAnyway(run, endAfter(error)));
    throw asFailure(error);
  }
}

async function stages(run: Run): Promise<RunEnd> {
  if (!run.plan) {
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

/** The first error is the one to report, also when the receipt cannot be written because of it. */
async function finishAnyway(run: Run, end: RunEnd): Promise<void> {
  try {
    await finish(run, end);
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
