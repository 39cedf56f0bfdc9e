// A process that works until it is told to leave: `nightshift worker`, and `nightshift up` with the server in its care.
import type { SandboxKind } from '../../core/command.js';
import { SHARED_TASK_QUEUE } from '../../core/deliver.js';
import { openHands } from '../../workers/open-hands.js';
import { superviseServer } from '../../workers/server/supervise-server.js';
import { type Operator, openOperator } from '../config/open-operator.js';
import { type CommandContext, withLedger } from '../context.js';
import { openForge } from '../intake/open-forge.js';
import { openIntake } from '../intake/open-intake.js';
import { type Watch, watchForge, watchLine } from '../intake/watch-forge.js';
import { catchInterrupts, leavingLine, untilDrained } from '../interrupts.js';
import { EXIT, type ExitCode } from '../problem.js';
import { tidyHourly } from '../run/tidy-around.js';
import { startRunWorker } from '../run-worker.js';
import { defaultSandbox } from '../terms/compose-terms.js';
import { type Ground, openGround } from './open-ground.js';
import { untilLeft } from './until-left.js';

export interface ServeOptions {
  configPath: string | undefined;
  /** Null: as the operator's configuration has it. */
  sandbox: SandboxKind | null;
  /** How long work in flight may go on after the first signal. */
  drainMs: number;
  /** Whether this process brings the local server back when it dies. */
  keepsServer: boolean;
}

interface Service {
  context: CommandContext;
  options: ServeOptions;
  operator: Operator;
  left: AbortSignal;
}

/** Ends with 0 when it was asked to leave. Throws when it cannot work here, or cannot any more. */
export async function serve(given: CommandContext, options: ServeOptions): Promise<ExitCode> {
  const operator = await openOperator(given, options.configPath);
  const context = { ...given, secrets: operator.secrets };
  const interrupts = catchInterrupts();
  try {
    const sandbox = options.sandbox ?? operator.config.sandbox ?? defaultSandbox(process.platform);
    const ground = await openGround(context, { sandbox, operator: operator.config, keep: false });
    const endSupervision = options.keepsServer ? superviseServer(ground.engine.lease) : () => Promise.resolve();
    try {
      await serveOn(ground, { context, options, operator, left: interrupts.left });
    } finally {
      await endSupervision();
      await ground.engine.close();
    }
    return EXIT.delivered;
  } finally {
    interrupts.stop();
  }
}

async function serveOn({ sandbox, engine }: Ground, service: Service): Promise<void> {
  const { context, operator, left } = service;
  const { providers, secrets, config } = operator;
  const { allowSecretsIn, dependencyCacheBytesMax } = config;
  const forge = openForge(context, operator);
  const hands = await openHands({
    home: context.home,
    providers,
    sandbox,
    allowSecretsIn,
    secrets,
    dependencyCacheBytesMax,
    github: forge,
  });
  try {
    await withLedger(context, async (ledger) => {
      const tidying = tidyHourly(context, ledger, config);
      const activities = {
        ...hands.activities,
        ...(forge ? openIntake(forge, { engine, operator, ledger, say: context.screen.say }) : {}),
      };
      const worker = await startRunWorker(context, engine, SHARED_TASK_QUEUE, activities);
      let watch: Watch | null = null;
      try {
        watch = await watchForge({ context, engine, operator }, { webhooks: service.options.keepsServer });
        sayReady(service, { sandbox, engine }, watch);
        await Promise.race([untilLeft(left), worker.failed]);
      } finally {
        const { drainMs } = service.options;
        await leave(service, () => Promise.all([watch?.close(), worker.close(drainMs), tidying.stop()]));
      }
    });
  } finally {
    await hands.close();
  }
}

function sayReady({ context, options }: Service, { sandbox, engine }: Ground, watch: Watch | null): void {
  const { address, namespace, owned } = engine.lease;
  const command = options.keepsServer ? 'up' : 'worker';
  const pid = process.pid;
  context.screen.print(
    `Ready: takes runs from the queue "${SHARED_TASK_QUEUE}" at ${address}, sandbox ${sandbox.kind}, process ${pid}.`,
  );
  if (watch) context.screen.print(watchLine(watch));
  context.screen.document({
    ready: true,
    command,
    pid,
    taskQueue: SHARED_TASK_QUEUE,
    address,
    namespace,
    localServer: owned,
    sandbox: sandbox.kind,
    ...(watch
      ? { github: { repositories: watch.repositories, everyMs: watch.everyMs, webhookUrl: watch.webhookUrl } }
      : {}),
  });
}

async function leave({ options, left, context }: Service, end: () => Promise<unknown>): Promise<void> {
  if (left.aborted) context.screen.say(leavingLine(options.drainMs));
  await untilDrained(end(), options.drainMs);
}
