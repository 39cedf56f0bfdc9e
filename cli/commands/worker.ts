// nightshift worker: works on submitted runs until it is told to leave.
import type { Command } from 'commander';
import type { SandboxKind } from '../../core/command.js';
import { commandContext, type World } from '../context.js';
import { drainOption, jsonOption, sandboxOption } from '../options.js';
import type { CommandEnd } from '../program.js';

const EXAMPLES = `
Examples:
  nightshift worker                                with the keys of this environment
  TEMPORAL_ADDRESS=temporal:7233 nightshift worker --config fleet.yml --drain 5m

Several may run, on one machine and on several. SIGTERM or Ctrl-C: it takes nothing new, finishes what it can in --drain,
and hands the rest to other workers. A second signal leaves at once.`;

interface Flags {
  config?: string;
  sandbox?: SandboxKind;
  drain: number;
  json?: true;
}

export const define = serving(EXAMPLES, false);

/** The command of a process that serves; `keepsServer` as in `ServeOptions`. */
export function serving(examples: string, keepsServer: boolean) {
  return (command: Command, world: World, end: CommandEnd): void => {
    command
      .option('--config <file>', "the operator's configuration")
      .addOption(sandboxOption())
      .addOption(drainOption())
      .addOption(jsonOption())
      .addHelpText('after', examples)
      .action(async ({ config, sandbox, drain, ...flags }: Flags) => {
        const { serve } = await import('../work/serve.js');
        const options = { configPath: config, sandbox: sandbox ?? null, drainMs: drain, keepsServer };
        end(await serve(commandContext(world, flags), options));
      });
  };
}
