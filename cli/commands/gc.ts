// nightshift gc: removes what nobody needs any more, and says what it was.
import type { Command } from 'commander';
import type { Ledger } from '../../activities/ledger/ledger.js';
import { cleanHome } from '../../workers/clean-home.js';
import { loadOperatorConfig } from '../config/load-operator-config.js';
import { type CommandContext, commandContext, type World, withLedger } from '../context.js';
import { cleanedLines } from '../display/cleaned-lines.js';
import { openEngineIfAnswers } from '../engine.js';
import { jsonOption } from '../options.js';
import { EXIT } from '../problem.js';
import type { CommandEnd } from '../program.js';
import { closeLostRuns } from '../runs/close-lost-runs.js';

interface Flags {
  dryRun?: true;
  config?: string;
  json?: true;
}

const EXAMPLES = `
Examples:
  nightshift gc --dry-run                          what would go
  nightshift gc

Runs that have not ended lose nothing. Receipts, and what was paid, stay for good. How long the rest is kept stands
under "retention" in the operator's configuration. It also happens by itself after a run, at most once a day.`;

export function define(command: Command, world: World, end: CommandEnd): void {
  command
    .option('--dry-run', 'say what would be removed, and remove nothing')
    .option('--config <file>', "the operator's configuration")
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(async (flags: Flags) => {
      await collect(commandContext(world, flags), flags);
      end(EXIT.delivered);
    });
}

async function collect(context: CommandContext, flags: Flags): Promise<void> {
  const { home, env, cwd, screen } = context;
  const { config } = await loadOperatorConfig(home, env, cwd, flags.config);
  const dryRun = flags.dryRun === true;
  await withLedger(context, async (ledger) => {
    if (!dryRun) await closeLost(context, ledger);
    const mode = { nowMs: Date.now(), dryRun };
    const removed = await cleanHome({ home, ledger, config, mode, say: screen.say });
    screen.print(cleanedLines(removed, dryRun).join('\n'));
    screen.document({ dryRun, removed, bytes: removed.reduce((sum, { bytes }) => sum + bytes, 0) });
  });
}

async function closeLost(context: CommandContext, ledger: Ledger): Promise<void> {
  const engine = await openEngineIfAnswers(context);
  try {
    await closeLostRuns(ledger, engine?.client ?? null);
  } finally {
    await engine?.close();
  }
}
