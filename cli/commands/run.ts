// nightshift run: its help.
import type { Command } from 'commander';
import { commandContext, type World } from '../context.js';
import { drainOption } from '../options.js';
import type { CommandEnd } from '../program.js';
import { addRunFlags, type RunFlags, toRunOptions } from '../run/run-flags.js';

const EXAMPLES = `
Examples:
  nightshift run SPEC.md                          in the repository around the current folder
  nightshift run SPEC.md --repo ../shop --budget 2
  nightshift run SPEC.md --model anthropic/claude-haiku-4-5 --model anthropic/claude-opus-4-7
  nightshift run SPEC.md --test "npm run test:unit" --json > result.json

The same command again goes on with the same run; --retry starts over after it has ended.
The result is a branch nightshift/<title of the spec>; your files and branches stay as they are.`;

export function define(command: Command, world: World, end: CommandEnd): void {
  addRunFlags(command)
    .option('--keep', 'leave the local Temporal server up afterwards')
    .addOption(drainOption())
    .addHelpText('after', EXAMPLES)
    .action(async (specPath: string, flags: RunFlags) => {
      // Worker and models take a second to load, and what was typed may be wrong already.
      const { runSpec } = await import('../run/run-spec.js');
      end(await runSpec(commandContext(world, flags), toRunOptions(specPath, flags)));
    });
}
