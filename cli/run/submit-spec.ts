// `nightshift submit`: starts a run on the queue that all workers share, says how to watch it, and leaves.
import { SHARED_TASK_QUEUE } from '../../core/deliver.js';
import { formatUsd } from '../../core/money.js';
import { type CommandContext, withLedger } from '../context.js';
import { plainLine } from '../display/plain-text.js';
import { nameOf } from '../display/render-runs.js';
import { type Engine, withEngine } from '../engine.js';
import { EXIT, type ExitCode } from '../problem.js';
import { isPolled } from '../runs/is-polled.js';
import { type StartedRun, startOrAttach } from '../runs/start-run.js';
import { shellWord } from '../shell-word.js';
import { goOnCommand, retryCommand } from './go-on-command.js';
import { type PreparedRun, prepareRun, type RunOptions } from './prepare-run.js';
import { showEndedBefore } from './show-ended-before.js';

type OpenRun = Exclude<StartedRun, { kind: 'endedBefore' }>;

export async function submitSpec(given: CommandContext, options: RunOptions): Promise<ExitCode> {
  const prepared = await prepareRun(given, options);
  const context = { ...given, secrets: prepared.secrets };
  for (const note of prepared.notes) context.screen.say(note);
  return withLedger(context, (ledger) =>
    withEngine(context, async (engine) => {
      const { spec, repository, terms } = prepared;
      const started = await startOrAttach(engine.client, ledger, {
        spec,
        repository,
        terms,
        retry: options.retry,
        queue: 'shared',
        uiLink: engine.uiLink,
      });
      if (started.kind === 'endedBefore') {
        return showEndedBefore(
          { context, options, prepared, engine, ledger },
          started,
          retryCommand(options, 'submit'),
        );
      }
      await showSubmitted({ context, options, prepared, engine }, started);
      return EXIT.delivered;
    }),
  );
}

interface Submitted {
  context: CommandContext;
  options: RunOptions;
  prepared: PreparedRun;
  engine: Engine;
}

async function showSubmitted({ context, options, prepared, engine }: Submitted, started: OpenRun): Promise<void> {
  const { screen } = context;
  const { kind, deliverId, generation, taskQueue } = started;
  const { spec, repository, terms } = prepared;
  const worked = await isPolled(engine, taskQueue);
  const budget = kind === 'started' ? `, at most ${formatUsd(terms.budgetMicroUsd)}` : '';
  const verb = kind === 'started' ? 'Submitted' : 'Submitted before';
  screen.print(`${verb}: "${plainLine(spec.title)}" for ${repository.name}${budget}: ${deliverId}`);
  screen.print(`Watch it with: nightshift watch ${shellWord(nameOf({ deliverId }))}`);
  if (!worked) screen.say(nobodyWorks(taskQueue, options));
  screen.document({
    workflowId: deliverId,
    generation,
    outcome: 'running',
    started: kind === 'started',
    taskQueue,
    worked,
    budgetMicroUsd: kind === 'started' ? terms.budgetMicroUsd : null,
    uiUrl: engine.uiLink(deliverId),
    exitCode: EXIT.delivered,
  });
}

function nobodyWorks(taskQueue: string, options: RunOptions): string {
  return taskQueue === SHARED_TASK_QUEUE
    ? 'No worker is up, so it waits. Start one with: nightshift worker, or nightshift up'
    : `It was begun by "nightshift run", which has left: workers do not take it up. Go on with: ${goOnCommand(options)}`;
}
