// nightshift resume: a paused run goes on.
import type { Command } from 'commander';
import { MESSAGES } from '../../core/deliver.js';
import { commandContext, type World } from '../context.js';
import { jsonOption } from '../options.js';
import { EXIT } from '../problem.js';
import type { CommandEnd } from '../program.js';
import { goOnHint } from '../runs/go-on-hint.js';
import { readStatus } from '../runs/read-status.js';
import { withOpenRun } from '../runs/with-run.js';

const EXAMPLES = `
Examples:
  nightshift resume add-a-slug-function`;

export function define(command: Command, world: World, end: CommandEnd): void {
  command
    .argument('[id]', 'workflow id, or a part of it that no other run has')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(async (id: string | undefined, flags: { json?: true }) => {
      const context = commandContext(world, flags);
      await withOpenRun(context, id, async ({ described, handle, engine }) => {
        await handle.signal(MESSAGES.resume);
        const { deliverId } = described.run;
        const worked = (await readStatus(engine.client, handle)) !== null;
        context.screen.print(
          worked
            ? `${deliverId} goes on.`
            : `${deliverId} is resumed, but nobody works on it just now. Go on with: ${goOnHint(described)}`,
        );
        context.screen.document({ workflowId: deliverId, paused: null, worked });
      });
      end(EXIT.delivered);
    });
}
