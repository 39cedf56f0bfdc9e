// nightshift ui: opens the local server, so that runs can be read in Temporal's UI for as long as one likes.
import type { Command } from 'commander';
import { keepServer, stopServer } from '../../workers/server/keep-server.js';
import { type CommandContext, commandContext, type World, withLedger } from '../context.js';
import { type Engine, openEngine } from '../engine.js';
import { jsonOption } from '../options.js';
import { CliProblem, EXIT } from '../problem.js';
import type { CommandEnd } from '../program.js';
import { chooseRun } from '../runs/choose-run.js';
import { listRuns } from '../runs/list-runs.js';

const EXAMPLES = `
Examples:
  nightshift ui                                    the list of all runs
  nightshift ui add-a-slug-function                one run
  nightshift ui --stop                             take the local server down again`;

const STOPPED = {
  stopped: 'The local Temporal server is stopped.',
  inUse: 'The local Temporal server stops with the last command that uses it.',
  notRunning: 'No local Temporal server was up.',
};

export function define(command: Command, world: World, end: CommandEnd): void {
  command
    .argument('[id]', 'workflow id, or a part of it that no other run has')
    .option('--stop', 'stop the local server')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(async (id: string | undefined, flags: { stop?: true; json?: true }) => {
      const context = commandContext(world, flags);
      await (flags.stop ? stop(context) : open(context, id));
      end(EXIT.delivered);
    });
}

async function stop({ home, env, screen }: CommandContext): Promise<void> {
  const outcome = await stopServer({ home, env, say: screen.say });
  screen.print(STOPPED[outcome]);
  screen.document({ server: outcome });
}

async function open(context: CommandContext, id: string | undefined): Promise<void> {
  const engine = await openEngine(context, { keep: false });
  try {
    const link = await linkTo(context, engine, id);
    await keepServer(engine.lease);
    context.screen.print(link);
    context.screen.document({ uiUrl: link });
    context.screen.say('The local server stays up until: nightshift ui --stop');
  } finally {
    await engine.close();
  }
}

async function linkTo(context: CommandContext, engine: Engine, id: string | undefined): Promise<string> {
  const { uiUrl, address } = engine.lease;
  if (uiUrl === null) {
    throw new CliProblem(`The server at ${address} is not ours and does not tell where its UI is; ask who runs it`);
  }
  if (id === undefined) return uiUrl;
  const runs = await withLedger(context, (ledger) => listRuns(ledger, engine.client, id));
  const link = engine.uiLink(chooseRun(runs, id).deliverId);
  return link ?? uiUrl;
}
