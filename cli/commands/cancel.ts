// nightshift cancel: the run ends now, with its receipt.
import { createLedgerActivities } from '../../activities/ledger/ledger-activities.js';
import { SHARED_TASK_QUEUE } from '../../core/deliver.js';
import { readStatus } from '../../workers/runs/read-status.js';
import type { CommandContext } from '../context.js';
import { endingLines } from '../display/ending-lines.js';
import { catchInterrupts } from '../interrupts.js';
import { CliProblem, EXIT, type ExitCode } from '../problem.js';
import { startRunWorker } from '../run-worker.js';
import { endOfRun } from '../runs/end-of-run.js';
import { type FollowEnd, followRun } from '../runs/follow-run.js';
import { findTrouble } from '../runs/trouble/find-trouble.js';
import { type OpenRun, withOpenRun } from '../runs/with-run.js';
import { aboutOneRun } from './about-one-run.js';

const EXAMPLES = `  nightshift cancel add-a-slug-function`;

export const define = aboutOneRun(EXAMPLES, (context, id) => withOpenRun(context, id, (run) => cancel(context, run)));

async function cancel(context: CommandContext, run: OpenRun): Promise<ExitCode> {
  const { described, handle, engine, ledger } = run;
  const { deliverId, generation } = described.run;
  const worked = (await readStatus(engine.client, handle)) !== null;
  await handle.cancel();
  context.screen.say(`${deliverId} is being cancelled.`);
  const trouble = worked ? null : await findTrouble(engine.client, deliverId);
  if (trouble?.kind === 'codeFails') {
    throw new CliProblem(`${deliverId} cannot end by itself: ${trouble.what}\n${trouble.wayOut}`);
  }
  if (!worked && described.taskQueue === SHARED_TASK_QUEUE) return leaveToWorkers(context, deliverId);
  const ending = worked ? await untilEnd(run) : await endWithoutWorker(context, run);
  if (ending.kind === 'left' || ending.kind === 'waiting') return EXIT.interrupted;
  const ended = await endOfRun(ledger, { deliverId, generation, uiUrl: engine.uiLink(deliverId), ending });
  context.screen.print(endingLines(ended, { colors: context.screen.colors, serverStays: false }).join('\n'));
  context.screen.document(ended);
  return EXIT.delivered;
}

async function untilEnd({ engine, handle }: OpenRun): Promise<FollowEnd> {
  const interrupts = catchInterrupts();
  try {
    return await followRun({
      client: engine.client,
      handle,
      left: interrupts.left,
      endOnWaiting: false,
      onStatus: () => undefined,
      onNote: () => undefined,
    });
  } finally {
    interrupts.stop();
  }
}

/** Somebody must write the receipt. This worker can do that and nothing else, so that nothing more is spent. */
async function endWithoutWorker(context: CommandContext, run: OpenRun): Promise<FollowEnd> {
  const { described, engine, ledger } = run;
  const activities = createLedgerActivities({ ledger });
  const worker = await startRunWorker(context, engine, described.taskQueue, activities);
  try {
    return await Promise.race([untilEnd(run), worker.failed]);
  } finally {
    await worker.close();
  }
}

/** A worker for this run alone is not to be had on a queue that others share: it would take their work, and fail it. */
function leaveToWorkers({ screen }: CommandContext, deliverId: string): ExitCode {
  screen.say('No worker is up. It ends, with its receipt, as soon as one is: nightshift worker');
  screen.document({ workflowId: deliverId, outcome: 'running', cancelling: true, worked: false });
  return EXIT.delivered;
}
