// Watches the operator's repositories: schedules that poll them, and where it is wanted the server for webhooks.
import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { SHARED_TASK_QUEUE } from '../../core/deliver.js';
import { formatDuration } from '../../core/duration.js';
import { repositoryNamed } from '../../core/github-address.js';
import { pollMsOf } from '../../core/intake/intake-id.js';
import type { GitHubSettings, WebhookSettings } from '../../core/operator-config.js';
import type { ForgeRepository } from '../../core/repository.js';
import { hintIntake } from '../../workers/intake/hint-intake.js';
import { keepSchedules } from '../../workers/intake/keep-schedules.js';
import { startWebhookServer, type WebhookServer } from '../../workers/intake/webhook/webhook-server.js';
import type { Operator } from '../config/open-operator.js';
import type { CommandContext } from '../context.js';
import type { Engine } from '../engine.js';
import { usageProblem } from '../problem.js';

export interface Watching {
  context: Pick<CommandContext, 'env' | 'screen'>;
  engine: Pick<Engine, 'client'>;
  operator: Pick<Operator, 'config' | 'file'>;
}

export interface Watch {
  repositories: string[];
  everyMs: number;
  /** Where webhooks are taken; null where they are not. */
  webhookUrl: string | null;
  close(): Promise<void>;
}

/** GitHub waits ten seconds for an answer. */
const HINT_MS_MAX = 8_000;
const WELL_MS_MAX = 2_000;

/** Null where no repository is watched, not even by an earlier start of this same configuration any more. */
export async function watchForge(watching: Watching, { webhooks }: { webhooks: boolean }): Promise<Watch | null> {
  const { engine, operator } = watching;
  const { github: settings } = operator.config;
  const repositories = settings?.repositories.map((name) => repositoryNamed(settings, name)) ?? [];
  const everyMs = settings ? pollMsOf(settings) : 0;
  const { client } = engine;
  const watcher = watcherOf(operator);
  const server = settings && webhooks ? await listen(watching, settings, repositories) : null;
  try {
    await keepSchedules({ client, taskQueue: SHARED_TASK_QUEUE, repositories, everyMs, watcher });
  } catch (error) {
    await server?.close();
    throw error;
  }
  if (settings === null) return null;
  return {
    repositories: settings.repositories,
    everyMs,
    webhookUrl: server?.url ?? null,
    close: async () => server?.close(),
  };
}

export function watchLine({ repositories, everyMs, webhookUrl }: Watch): string {
  const hooks = webhookUrl === null ? '' : `, webhooks at ${webhookUrl}`;
  return `Watches ${repositories.join(', ')}: asks every ${formatDuration(everyMs)}${hooks}.`;
}

/** Throws `CliProblem` where there is none. */
export function webhookSecret({ secretEnv }: WebhookSettings, env: NodeJS.ProcessEnv): string {
  const secret = env[secretEnv]?.trim() ?? '';
  if (secret === '') throw usageProblem(`${secretEnv} is not set; set it to the secret of the webhook on GitHub`);
  return secret;
}

/** Null where the operator set up no webhook. */
async function listen(
  { context, engine }: Watching,
  settings: GitHubSettings,
  repositories: readonly ForgeRepository[],
): Promise<WebhookServer | null> {
  const { webhook } = settings;
  if (webhook === null) return null;
  const secret = webhookSecret(webhook, context.env);
  const { client } = engine;
  const within = <T>(ms: number, work: () => Promise<T>) => client.withDeadline(Date.now() + ms, work);
  return startWebhookServer({
    listen: webhook,
    secret,
    watched: (owner, name) => repositories.find((one) => isSame(one, owner, name)) ?? null,
    hint: (repository, numbers) =>
      within(HINT_MS_MAX, () => hintIntake({ client, taskQueue: SHARED_TASK_QUEUE }, repository, numbers)),
    isWell: () =>
      within(WELL_MS_MAX, () => client.workflowService.getSystemInfo({})).then(
        () => true,
        () => false,
      ),
    onProblem: (reason) => context.screen.say(`A webhook could not be answered: ${reason}`),
  });
}

function isSame(repository: ForgeRepository, owner: string, name: string): boolean {
  return `${repository.owner}/${repository.name}`.toLowerCase() === `${owner}/${name}`.toLowerCase();
}

/** One configuration on one machine: what it watched before is its own to give up. */
function watcherOf({ file }: Pick<Operator, 'file'>): string {
  return createHash('sha256').update(`${hostname()}\0${file}`).digest('hex').slice(0, 12);
}
