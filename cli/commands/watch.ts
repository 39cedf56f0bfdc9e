// nightshift watch: looks at a run from outside until it ends. Leaving changes nothing.
import type { Ledger } from '../../activities/ledger/ledger.js';
import type { DeliverStatus } from '../../core/status.js';
import { type CommandContext, withLedger } from '../context.js';
import { endingLines } from '../display/ending-lines.js';
import { createProgress, type Progress } from '../display/progress.js';
import { type Engine, openEngineIfUp } from '../engine.js';
import { catchInterrupts } from '../interrupts.js';
import { CliProblem, EXIT, type ExitCode } from '../problem.js';
import { chooseRun } from '../runs/choose-run.js';
import { endOfRun, pausedRun } from '../runs/end-of-run.js';
import { type FollowEnd, followRun } from '../runs/follow-run.js';
import { NO_SERVER } from '../runs/go-on-hint.js';
import type { KnownRun } from '../runs/known-run.js';
import { listRuns } from '../runs/list-runs.js';
import type { Screen } from '../screen.js';
import { shellWord } from '../shell-word.js';
import { aboutOneRun } from './about-one-run.js';

const EXAMPLES = `  nightshift watch                                 the only run at work
  nightshift watch add-a-slug-function
  nightshift watch --json                          one line of JSON for each change`;

export const define = aboutOneRun(EXAMPLES, (context, id) =>
  withLedger(context, (ledger) => watch(context, ledger, id)),
);

async function watch(context: CommandContext, ledger: Ledger, id: string | undefined): Promise<ExitCode> {
  const engine = await openEngineIfUp(context);
  try {
    const run = chooseRun(await listRuns(ledger, engine?.client ?? null, id), id);
    if (!engine && run.outcome === 'running') throw new CliProblem(NO_SERVER);
    if (!run.open || !engine) return showEnd(context, ledger, run, null, null);
    const end = await follow(context, engine, run);
    return showEnd(context, ledger, run, end, engine.uiLink(run.deliverId));
  } finally {
    await engine?.close();
  }
}

async function follow({ screen }: CommandContext, engine: Engine, run: KnownRun): Promise<FollowEnd> {
  const interrupts = catchInterrupts();
  const progress = screen.json ? jsonLines(screen) : createProgress(screen);
  try {
    return await followRun({
      client: engine.client,
      handle: engine.client.workflow.getHandle(run.deliverId),
      left: interrupts.left,
      endOnWaiting: true,
      onStatus: progress.show,
      onNote: progress.note,
    });
  } finally {
    progress.end();
    interrupts.stop();
  }
}

/** One document for each change of the status. */
function jsonLines(screen: Screen): Progress {
  let shown = '';
  return {
    show(status: DeliverStatus) {
      const text = JSON.stringify(status);
      if (text !== shown) screen.document(status);
      shown = text;
    },
    note: screen.say,
    end: () => undefined,
  };
}

function wayOn({ paused }: DeliverStatus, id: string): string {
  return paused === 'approval'
    ? `Let the work begin with: nightshift approve ${id}`
    : `Give it more with: nightshift budget ${id} USD`;
}

async function showEnd(
  { screen }: CommandContext,
  ledger: Ledger,
  { deliverId, generation, repository }: KnownRun,
  end: FollowEnd | null,
  uiUrl: string | null,
): Promise<ExitCode> {
  if (end?.kind === 'left') return EXIT.interrupted;
  if (end?.kind === 'waiting') {
    const paused = pausedRun(end.status, repository, uiUrl);
    screen.print(endingLines(paused, { colors: screen.colors, serverStays: true }).join('\n'));
    screen.print(wayOn(end.status, shellWord(deliverId)));
    screen.document(paused);
    return paused.exitCode;
  }
  const ended = await endOfRun(ledger, { deliverId, generation, uiUrl, ending: end });
  screen.print(endingLines(ended, { colors: screen.colors, serverStays: true }).join('\n'));
  screen.document(ended);
  return ended.exitCode;
}
