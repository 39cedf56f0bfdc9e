// `nightshift intake`: takes webhooks and works on nothing itself. It holds no key and no token, only the webhook's secret,
// so that it may stand where the open network reaches it.
import { openOperator } from '../config/open-operator.js';
import type { CommandContext } from '../context.js';
import { openEngine } from '../engine.js';
import { catchInterrupts } from '../interrupts.js';
import { EXIT, type ExitCode, usageProblem } from '../problem.js';
import { untilLeft } from '../work/until-left.js';
import { type Watch, watchForge, watchLine, webhookSecret } from './watch-forge.js';

/** Ends with 0 when it was asked to leave. */
export async function serveIntake(given: CommandContext, configPath: string | undefined): Promise<ExitCode> {
  const operator = await openOperator(given, configPath);
  const context = { ...given, secrets: operator.secrets };
  const webhook = operator.config.github?.webhook;
  if (!webhook) {
    throw usageProblem(
      `${operator.file} has no github.webhook, so there is nothing to take webhooks for. Add repositories and a ` +
        'webhook under "github"; without a public address "nightshift up" asks GitHub by itself',
    );
  }
  webhookSecret(webhook, context.env);
  const interrupts = catchInterrupts();
  const engine = await openEngine(context, { keep: false });
  try {
    const watch = await watchForge({ context, engine, operator }, { webhooks: true });
    if (watch) sayReady(context, watch);
    await untilLeft(interrupts.left);
    await watch?.close();
    return EXIT.delivered;
  } finally {
    interrupts.stop();
    await engine.close();
  }
}

function sayReady({ screen }: CommandContext, watch: Watch): void {
  const { webhookUrl, repositories, everyMs } = watch;
  screen.print(`Ready: process ${process.pid}. ${watchLine(watch)}`);
  screen.document({ ready: true, command: 'intake', pid: process.pid, webhookUrl, repositories, everyMs });
}
