// `nightshift run`: one spec from its text to its end, with everything that it needs inside this process but the
// Temporal server, which outlives it.
import type { Ledger } from '../../activities/ledger/ledger.js';
import type { Sandbox } from '../../activities/sandbox/sandbox.js';
import { SHARED_TASK_QUEUE } from '../../core/deliver.js';
import { formatUsd, MICRO_USD_PER_CENT } from '../../core/money.js';
import type { DeliverStatus } from '../../core/status.js';
import { type OpenedHands, openHands } from '../../workers/open-hands.js';
import { superviseServer } from '../../workers/server/supervise-server.js';
import { type CommandContext, withLedger } from '../context.js';
import { endingLines } from '../display/ending-lines.js';
import { plainLine } from '../display/plain-text.js';
import { planLines } from '../display/plan-lines.js';
import type { Engine } from '../engine.js';
import { catchInterrupts, leftByMachine } from '../interrupts.js';
import { EXIT, type ExitCode } from '../problem.js';
import { endOfRun, pausedRun } from '../runs/end-of-run.js';
import type { FollowEnd } from '../runs/follow-run.js';
import { type StartedRun, startOrAttach } from '../runs/start-run.js';
import { openGround } from '../work/open-ground.js';
import { followSubmitted } from './follow-submitted.js';
import { goOnCommand, retryCommand } from './go-on-command.js';
import { type PreparedRun, prepareRun, type RunOptions } from './prepare-run.js';
import { showEndedBefore } from './show-ended-before.js';
import { tidyAround } from './tidy-around.js';
import { workOnRun } from './work-on-run.js';

interface Session {
  context: CommandContext;
  options: RunOptions;
  prepared: PreparedRun;
  left: AbortSignal;
}

export async function runSpec(context: CommandContext, options: RunOptions): Promise<ExitCode> {
  const prepared = await prepareRun(context, options);
  const interrupts = catchInterrupts();
  try {
    const knowing = { ...context, secrets: prepared.secrets };
    return await withGround({ context: knowing, options, prepared, left: interrupts.left });
  } finally {
    interrupts.stop();
  }
}

async function withGround(session: Session): Promise<ExitCode> {
  const { screen } = session.context;
  for (const note of session.prepared.notes) screen.say(note);
  const { terms, operator } = session.prepared;
  const { sandbox, engine } = await openGround(session.context, {
    sandbox: terms.sandbox,
    operator,
    keep: session.options.keep,
  });
  const endSupervision = superviseServer(engine.lease);
  try {
    return await withHands(session, sandbox, engine);
  } finally {
    await endSupervision();
    await engine.close();
  }
}

async function withHands(session: Session, sandbox: Sandbox, engine: Engine): Promise<ExitCode> {
  const { context, prepared, left } = session;
  const { providers, operator, secrets } = prepared;
  const { allowSecretsIn, dependencyCacheBytesMax } = operator;
  const { home } = context;
  const hands = await openHands({ home, providers, sandbox, allowSecretsIn, secrets, dependencyCacheBytesMax });
  try {
    if (left.aborted) return EXIT.interrupted;
    return await withLedger(context, (ledger) => deliverTidily(session, hands, engine, ledger));
  } finally {
    await hands.close();
  }
}

async function deliverTidily(session: Session, hands: OpenedHands, engine: Engine, ledger: Ledger): Promise<ExitCode> {
  const tidying = tidyAround(session.context, ledger, session.prepared.operator);
  let exitCode: ExitCode | null = null;
  try {
    exitCode = await deliver(session, hands, engine, ledger);
    return exitCode;
  } finally {
    await tidying.finish(exitCode === EXIT.delivered || exitCode === EXIT.nothingPassed);
  }
}

async function deliver(session: Session, hands: OpenedHands, engine: Engine, ledger: Ledger): Promise<ExitCode> {
  const { context, options, prepared, left } = session;
  const { spec, repository, terms } = prepared;
  const started = await startOrAttach(engine.client, ledger, {
    spec,
    repository,
    terms,
    retry: options.retry,
    queue: 'own',
    uiLink: engine.uiLink,
  });
  if (started.kind === 'endedBefore') {
    return showEndedBefore({ context, options, prepared, engine, ledger }, started, retryCommand(options));
  }
  sayWhatBegins(session, engine, started);
  const { handle, taskQueue } = started;
  const { budgetMicroUsd } = options.flags;
  const end = await (taskQueue === SHARED_TASK_QUEUE
    ? followSubmitted({ context, engine, handle, budgetMicroUsd, left })
    : workOnRun({
        context,
        engine,
        activities: hands.activities,
        handle,
        attached: started.kind === 'attached',
        budgetMicroUsd,
        left,
        drainMs: options.drainMs,
      }));
  return showEnd(session, engine, ledger, started, end);
}

type OpenRun = Exclude<StartedRun, { kind: 'endedBefore' }>;

function sayWhatBegins({ context, prepared }: Session, engine: Engine, started: OpenRun): void {
  const { screen } = context;
  const { spec, repository, terms } = prepared;
  const title = plainLine(spec.title);
  if (started.kind === 'attached') screen.say(`Going on with "${title}" for ${repository.name}.`);
  else {
    const models = terms.portfolio.map((generator) => generator.name).join(', ');
    screen.say(`"${title}" for ${repository.name}, at most ${formatUsd(terms.budgetMicroUsd)}, by ${models}.`);
  }
  const link = engine.uiLink(started.deliverId);
  if (link) screen.say(`Watch it in Temporal's UI: ${link}`);
}

async function showEnd(
  session: Session,
  engine: Engine,
  ledger: Ledger,
  started: OpenRun,
  end: FollowEnd,
): Promise<ExitCode> {
  const { context, options, prepared } = session;
  const { deliverId, generation } = started;
  const { screen } = context;
  const uiUrl = engine.uiLink(deliverId);
  if (end.kind === 'left') return showLeft(session, started);
  if (end.kind === 'waiting') {
    const paused = pausedRun(end.status, prepared.repository.url, uiUrl);
    screen.print(endingLines(paused, { colors: screen.colors, serverStays: options.keep }).join('\n'));
    for (const line of wayOn(options, end.status)) screen.print(line);
    screen.document(paused);
    return paused.exitCode;
  }
  const ended = await endOfRun(ledger, { deliverId, generation, uiUrl, ending: end });
  screen.print(endingLines(ended, { colors: screen.colors, serverStays: options.keep }).join('\n'));
  screen.document(ended);
  return ended.exitCode;
}

/** A submitted run stays with its workers; of our own, a person's leaving pauses, and the machine's does not. */
function showLeft({ context, options, left }: Session, { deliverId, generation, taskQueue }: OpenRun): ExitCode {
  const { screen } = context;
  const submitted = taskQueue === SHARED_TASK_QUEUE;
  const paused = submitted || leftByMachine(left) ? null : 'user';
  const goOn = goOnCommand(options);
  if (submitted) screen.say(`Left; its workers go on with it. Follow it again with: ${goOn}`);
  else screen.say(`${paused ? 'Paused' : 'Stopped'}. Go on with: ${goOn}`);
  screen.document({ workflowId: deliverId, generation, outcome: 'running', paused, exitCode: EXIT.interrupted });
  return EXIT.interrupted;
}

/** What a person can say to a run that waits for it. */
function wayOn(options: RunOptions, status: DeliverStatus): string[] {
  if (status.paused !== 'approval')
    return [`Go on with a larger budget: ${goOnCommand(options, largerBudget(status))}`];
  return [...planLines(status), `Then go on with: ${goOnCommand(options)}`];
}

/** Twice what there is, or whole cents that let the next try start, whichever is more. */
function largerBudget({ budgetMicroUsd, budgetNeededMicroUsd }: DeliverStatus): number {
  const cents = Math.ceil((budgetNeededMicroUsd ?? 0) / MICRO_USD_PER_CENT) * MICRO_USD_PER_CENT;
  return Math.max(budgetMicroUsd * 2, cents);
}
