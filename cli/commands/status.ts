// nightshift status: the runs that there are, or one of them as it stands. Needs neither a worker nor a server.
import type { Command } from 'commander';
import type { Ledger } from '../../activities/ledger/ledger.js';
import { type CommandContext, commandContext, type World, withLedger } from '../context.js';
import { renderRuns } from '../display/render-runs.js';
import { openEngineIfAnswers } from '../engine.js';
import { jsonOption } from '../options.js';
import { EXIT } from '../problem.js';
import type { CommandEnd } from '../program.js';
import { listRuns } from '../runs/list-runs.js';
import { showOneRun } from '../runs/show-one-run.js';
import { widthOf } from '../screen.js';

const EXAMPLES = `
Examples:
  nightshift status                                all runs, the newest first
  nightshift status add-a-slug-function            one run
  nightshift status --json`;

export function define(command: Command, world: World, end: CommandEnd): void {
  command
    .argument('[id]', 'workflow id, or a part of it that no other run has')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(async (id: string | undefined, flags: { json?: true }) => {
      const context = commandContext(world, flags);
      await withLedger(context, (ledger) => showStatus(context, ledger, id));
      end(EXIT.delivered);
    });
}

async function showStatus(context: CommandContext, ledger: Ledger, id: string | undefined): Promise<void> {
  const engine = await openEngineIfAnswers(context);
  const { screen } = context;
  try {
    const runs = await listRuns(ledger, engine?.client ?? null);
    if (id !== undefined) return await showOneRun(context, { ledger, engine, runs, id });
    screen.print(renderRuns(runs, { width: widthOf(screen.people), colors: screen.colors }).join('\n'));
    screen.document({ runs });
  } finally {
    await engine?.close();
  }
}
