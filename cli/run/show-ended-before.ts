// Shows a run that ended before the command came: nothing was started.
import type { Ledger } from '../../activities/ledger/ledger.js';
import type { CommandContext } from '../context.js';
import { endingLines } from '../display/ending-lines.js';
import type { Engine } from '../engine.js';
import type { ExitCode } from '../problem.js';
import { endOfRun } from '../runs/end-of-run.js';
import type { StartedRun } from '../runs/start-run.js';
import type { PreparedRun, RunOptions } from './prepare-run.js';

interface Asked {
  context: CommandContext;
  options: Pick<RunOptions, 'keep'>;
  prepared: Pick<PreparedRun, 'spec'>;
  engine: Engine;
  ledger: Ledger;
}

/** `retry` is what to type to run it again. */
export async function showEndedBefore(
  { context, options, prepared, engine, ledger }: Asked,
  { deliverId, row, described }: Extract<StartedRun, { kind: 'endedBefore' }>,
  retry: string,
): Promise<ExitCode> {
  const { screen } = context;
  const generation = Math.max(row?.generation ?? 0, described?.run.generation ?? 0);
  const uiUrl = described ? engine.uiLink(deliverId) : null;
  const ended = await endOfRun(ledger, { deliverId, generation, uiUrl, ending: null });
  const changed = (row?.specSha256 ?? described?.specSha256) !== prepared.spec.sha256;
  screen.print(endingLines(ended, { colors: screen.colors, serverStays: options.keep }).join('\n'));
  screen.print(
    `This spec was run before${changed ? ', with another text' : ''}; nothing was started. ` +
      `To run it again: ${retry}`,
  );
  screen.document(ended);
  return ended.exitCode;
}
