// nightshift budget: a new total for an open run.
import type { Command } from 'commander';
import { formatUsd } from '../../core/money.js';
import { loadOperatorConfig } from '../config/load-operator-config.js';
import { type CommandContext, commandContext, type World } from '../context.js';
import { jsonOption, tokensArgument, usdArgument } from '../options.js';
import { EXIT } from '../problem.js';
import type { CommandEnd } from '../program.js';
import { goOnHint } from '../runs/go-on-hint.js';
import { sendBudget } from '../runs/send-budget.js';
import { type OpenRun, withOpenRun } from '../runs/with-run.js';
import { withWorkerFor } from '../runs/with-worker-for.js';
import { withinCeiling } from '../terms/budget-of.js';

const EXAMPLES = `
Examples:
  nightshift budget add-a-slug-function 10         ten dollars in all, what was spent included`;

export function define(command: Command, world: World, end: CommandEnd): void {
  command
    .argument('<id>', 'workflow id, or a part of it that no other run has')
    .argument('<usd>', 'the most that the run may spend in all, in dollars', usdArgument)
    .option('--tokens <count>', 'the most input and output tokens, where the run caps them', tokensArgument)
    .option('--config <file>', "the operator's configuration")
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(async (id: string, microUsd: number, flags: { tokens?: number; config?: string; json?: true }) => {
      const context = commandContext(world, flags);
      const { config, file } = await loadOperatorConfig(context.home, context.env, context.cwd, flags.config);
      withinCeiling(microUsd, config.budgetCeilingMicroUsd, file);
      await withOpenRun(context, id, (run) => setBudget(context, run, microUsd, flags.tokens));
      end(EXIT.delivered);
    });
}

async function setBudget(
  context: CommandContext,
  run: OpenRun,
  microUsd: number,
  tokens: number | undefined,
): Promise<void> {
  const { described, handle, engine } = run;
  const { deliverId } = described.run;
  const { taskQueue } = described;
  const send = () => sendBudget(handle, microUsd, tokens);
  const { sent: cap, worked } = await withWorkerFor(context, { engine, handle, taskQueue }, send);
  const also = tokens === undefined ? '' : ` and ${tokens} tokens`;
  context.screen.print(`${deliverId} may now spend ${formatUsd(cap)}${also} in all.`);
  if (!worked) context.screen.print(`Nobody works on it just now. Go on with: ${goOnHint(described)}`);
  context.screen.document({
    workflowId: deliverId,
    budgetMicroUsd: cap,
    ...(tokens === undefined ? {} : { budgetTokens: tokens }),
    worked,
  });
}
