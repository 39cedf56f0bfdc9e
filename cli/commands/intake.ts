// nightshift intake: takes GitHub's webhooks, until it is told to leave.
import type { Command } from 'commander';
import { commandContext, type World } from '../context.js';
import { jsonOption } from '../options.js';
import type { CommandEnd } from '../program.js';

const EXAMPLES = `
Examples:
  NIGHTSHIFT_WEBHOOK_SECRET=... nightshift intake
  TEMPORAL_ADDRESS=temporal:7233 nightshift intake --config fleet.yml --json

It listens where github.webhook of the operator's configuration says, at the path /webhook; /health tells whether
deliveries can be taken. Work is done by "nightshift worker"; "nightshift up" takes webhooks by itself. SIGTERM or Ctrl-C:
it takes nothing new, answers what it has, and leaves.`;

export function define(command: Command, world: World, end: CommandEnd): void {
  command
    .option('--config <file>', "the operator's configuration")
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(async ({ config, ...flags }: { config?: string; json?: true }) => {
      const { serveIntake } = await import('../intake/serve-intake.js');
      end(await serveIntake(commandContext(world, flags), config));
    });
}
