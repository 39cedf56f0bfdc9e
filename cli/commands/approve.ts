// nightshift approve: a person's word on a plan, for a run that waits for it.
import { type Command, InvalidArgumentError } from 'commander';
import type { PlanApproval } from '../../core/approval.js';
import { isOpenedPath } from '../../core/opened-paths.js';
import { type CommandContext, commandContext, type World } from '../context.js';
import { jsonOption } from '../options.js';
import { EXIT } from '../problem.js';
import type { CommandEnd } from '../program.js';
import { goOnHint } from '../runs/go-on-hint.js';
import { sendApproval } from '../runs/send-approval.js';
import { type OpenRun, withOpenRun } from '../runs/with-run.js';
import { withWorkerFor } from '../runs/with-worker-for.js';

const EXAMPLES = `
Examples:
  nightshift approve                                        the only run there is
  nightshift approve add-a-slug-function --supersede        and set the contradicted tests aside
  nightshift approve add-a-slug-function --open test/old.test.js

To say no: nightshift cancel. To ask for this in a run: nightshift run SPEC.md --gate plan`;

interface Flags {
  supersede?: true;
  open?: string[];
  json?: true;
}

export function define(command: Command, world: World, end: CommandEnd): void {
  command
    .argument('[id]', 'workflow id, or a part of it that no other run has')
    .option('--supersede', 'set the old tests aside that the spec contradicts; they are named first in the receipt')
    .option('--open <path>', 'let models change this protected file, or glob; may be given several times', oneMorePath)
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(async (id: string | undefined, flags: Flags) => {
      const context = commandContext(world, flags);
      const approval = { supersede: flags.supersede === true, mayChange: flags.open ?? [] };
      await withOpenRun(context, id, (run) => approve(context, run, approval));
      end(EXIT.delivered);
    });
}

async function approve(context: CommandContext, run: OpenRun, approval: PlanApproval): Promise<void> {
  const { described, handle, engine } = run;
  const { deliverId } = described.run;
  const { taskQueue } = described;
  const { worked } = await withWorkerFor(context, { engine, handle, taskQueue }, () => sendApproval(handle, approval));
  context.screen.print(`The plan of ${deliverId} is approved.`);
  if (!worked) context.screen.print(`Nobody works on it just now. Go on with: ${goOnHint(described)}`);
  context.screen.document({ workflowId: deliverId, ...approval, worked });
}

function oneMorePath(path: string, before: string[] | undefined): string[] {
  if (!isOpenedPath(path)) {
    throw new InvalidArgumentError('Name a file in the repository, or a glob that does not match everything.');
  }
  return [...new Set([...(before ?? []), path])];
}
