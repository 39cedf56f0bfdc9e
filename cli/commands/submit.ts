// nightshift submit: starts a run and leaves it to the workers.
import type { Command } from 'commander';
import { commandContext, type World } from '../context.js';
import type { CommandEnd } from '../program.js';
import { addRunFlags, type RunFlags, toRunOptions } from '../run/run-flags.js';

const EXAMPLES = `
Examples:
  nightshift submit SPEC.md --repo ../shop --budget 2
  nightshift submit SPEC.md --json                 its id for a program

Submitting the same spec again finds the same run; --retry starts over after it has ended. The work is done by
"nightshift worker" or "nightshift up", with their keys and in their sandbox.`;

export function define(command: Command, world: World, end: CommandEnd): void {
  addRunFlags(command)
    .addHelpText('after', EXAMPLES)
    .action(async (specPath: string, flags: RunFlags) => {
      const { submitSpec } = await import('../run/submit-spec.js');
      end(await submitSpec(commandContext(world, flags), toRunOptions(specPath, flags)));
    });
}
