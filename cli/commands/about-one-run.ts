// What commands about one run have in common: how the run is named, `--json`, examples, and the context that they get.
import type { Command } from 'commander';
import { type CommandContext, commandContext, type World } from '../context.js';
import { jsonOption } from '../options.js';
import type { ExitCode } from '../problem.js';
import type { CommandEnd, DefineCommand } from '../program.js';

/** `id` is as typed, or undefined for the only run; `work` gives the command's exit code. */
export function aboutOneRun(
  examples: string,
  work: (context: CommandContext, id: string | undefined) => Promise<ExitCode>,
): DefineCommand {
  return (command: Command, world: World, end: CommandEnd) => {
    command
      .argument('[id]', 'workflow id, or a part of it that no other run has')
      .addOption(jsonOption())
      .addHelpText('after', `\nExamples:\n${examples}`)
      .action(async (id: string | undefined, flags: { json?: true }) => {
        end(await work(commandContext(world, flags), id));
      });
  };
}
