// nightshift pause: nothing new starts, calls in flight finish.
import type { Command } from 'commander';
import { MESSAGES } from '../../core/deliver.js';
import { commandContext, type World } from '../context.js';
import { jsonOption } from '../options.js';
import { EXIT } from '../problem.js';
import type { CommandEnd } from '../program.js';
import { withOpenRun } from '../runs/with-run.js';

const EXAMPLES = `
Examples:
  nightshift pause add-a-slug-function
  nightshift pause                                 the only run at work`;

export function define(command: Command, world: World, end: CommandEnd): void {
  command
    .argument('[id]', 'workflow id, or a part of it that no other run has')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(async (id: string | undefined, flags: { json?: true }) => {
      const context = commandContext(world, flags);
      await withOpenRun(context, id, async ({ described, handle }) => {
        await handle.signal(MESSAGES.pause);
        const { deliverId } = described.run;
        context.screen.print(`${deliverId} pauses when its calls in flight have finished.`);
        context.screen.document({ workflowId: deliverId, paused: 'user' });
      });
      end(EXIT.delivered);
    });
}
