// Opens what a command about one open run needs, and finds the run that the person means.
import type { WorkflowHandle } from '@temporalio/client';
import type { Ledger } from '../../activities/ledger/ledger.js';
import { type CommandContext, withLedger } from '../context.js';
import { type Engine, withEngine } from '../engine.js';
import { usageProblem } from '../problem.js';
import { chooseRun } from './choose-run.js';
import { type DescribedRun, describeRun } from './describe-run.js';
import { listRuns } from './list-runs.js';

export interface OpenRun {
  described: DescribedRun;
  handle: WorkflowHandle;
  engine: Engine;
  ledger: Ledger;
}

/** Starts the local server when it is not up: it holds the runs. Throws `CliProblem` when the run has ended. */
export function withOpenRun<T>(
  context: CommandContext,
  name: string | undefined,
  work: (run: OpenRun) => Promise<T>,
): Promise<T> {
  return withLedger(context, (ledger) =>
    withEngine(context, async (engine) => {
      const { deliverId } = chooseRun(await listRuns(ledger, engine.client, name), name);
      const described = await describeRun(engine.client, deliverId);
      if (!described?.run.open) throw usageProblem(`The run ${deliverId} has ended; see nightshift receipt`);
      const handle = engine.client.workflow.getHandle(deliverId);
      return work({ described, handle, engine, ledger });
    }),
  );
}
