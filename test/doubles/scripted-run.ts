// Runs `deliver` with scripted activities on a real Temporal server: for the tests of the workflows' order, and to
// record golden histories.
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import type { Duration } from '@temporalio/common';
import { NativeConnection } from '@temporalio/worker';
import { type KnownSecrets, NO_KNOWN_SECRETS } from '../../activities/secrets/known-secrets.js';
import type { Activities } from '../../core/activities.js';
import { type DeliverInput, type DeliverResult, MESSAGES, WORKFLOW_TYPES } from '../../core/deliver.js';
import type { ForgeEvent } from '../../core/forge-event.js';
import type { Generator } from '../../core/generator.js';
import { DEFAULT_TRY_LIMITS, DEFAULT_VALIDATOR_TERMS, type Terms } from '../../core/terms.js';
import { startEmbeddedWorker } from '../../workers/embedded-worker.js';
import { type Asked, artifact, type Script, scriptedActivities } from './scripted-activities.js';

/** Generators of two families, cheapest first. */
export const TWO_FAMILIES: Generator[] = [
  scriptedGenerator('vendor/small', 1_000_000),
  scriptedGenerator('other/large', 10_000_000),
];

export interface ScriptedRun {
  handle: WorkflowHandle<(input: DeliverInput) => Promise<DeliverResult>>;
  client: Client;
  asked: Asked;
  /**
   * Does something while no worker is there, so that the run hears of all of it at once afterwards. What is in flight is
   * waited for; with `drainMs` it is handed back after that time.
   */
  whileStopped(work: () => Promise<unknown>, drainMs?: number): Promise<void>;
}

export interface ScriptedRunOptions {
  server: { address: string; namespace: string };
  workflowId: string;
  script: Script;
  terms?: Partial<Terms>;
  /** What the worker and the client keep from the server. Absent: nothing. */
  secrets?: KnownSecrets;
  /** Activities that answer otherwise than the scripted ones. */
  activities?: Partial<Activities>;
  /** What is different from a run that came from a file. */
  input?: Partial<DeliverInput>;
  /** What it is told of its issue before its first step. */
  told?: ForgeEvent;
  /** Longer than a test's where the run is. */
  timeout?: Duration;
}

/** Starts a run, lets `work` watch it, and takes the worker down at the end. */
export async function withScriptedRun<T>(
  options: ScriptedRunOptions,
  work: (run: ScriptedRun) => Promise<T>,
): Promise<T> {
  const { server, workflowId, secrets = NO_KNOWN_SECRETS } = options;
  const connection = await Connection.connect({ address: server.address });
  const native = await NativeConnection.connect({ address: server.address });
  const { activities: scripted, asked } = scriptedActivities(options.script);
  const activities = { ...scripted, ...options.activities };
  const start = () =>
    startEmbeddedWorker({
      connection: native,
      namespace: server.namespace,
      taskQueue: workflowId,
      activities,
      secrets,
    });
  let worker = await start();
  const whileStopped: ScriptedRun['whileStopped'] = async (between, drainMs) => {
    await worker.shutdown(drainMs);
    await between();
    worker = await start();
  };
  try {
    const client = new Client({ connection, namespace: server.namespace });
    const handle = await startRun(client, options);
    return await work({ handle, client, asked, whileStopped });
  } finally {
    await worker.shutdown();
    await native.close();
    await connection.close();
  }
}

type Started = (input: DeliverInput) => Promise<DeliverResult>;

function startRun(client: Client, { workflowId, timeout = '50 seconds', ...options }: ScriptedRunOptions) {
  const start = {
    workflowId,
    taskQueue: workflowId,
    args: [{ ...scriptedInput(options.terms ?? {}), ...options.input }] as [DeliverInput],
    memo: { title: 'Add a thing' },
    workflowExecutionTimeout: timeout,
  };
  const { told } = options;
  if (!told) return client.workflow.start<Started>(WORKFLOW_TYPES.deliver, start);
  return client.workflow.signalWithStart<Started, [ForgeEvent]>(WORKFLOW_TYPES.deliver, {
    ...start,
    signal: MESSAGES.forgeEvent,
    signalArgs: [told],
  });
}

export function scriptedInput(terms: Partial<Terms>): DeliverInput {
  return {
    spec: {
      title: 'Add a thing',
      slug: 'add-a-thing',
      sha256: 'd'.repeat(64),
      body: artifact,
      source: 'SPEC.md',
      acceptance: null,
    },
    repository: { url: '/somewhere', id: '0123456789ab', name: 'library' },
    generation: 1,
    replaces: null,
    uiUrl: null,
    terms: {
      budgetMicroUsd: 5_000_000,
      optimize: 'cost',
      strategy: 'cascade',
      portfolio: [scriptedGenerator('vendor/small', 1_000_000), scriptedGenerator('vendor/large', 10_000_000)],
      decompose: false,
      sandbox: 'bubblewrap',
      validator: { ...DEFAULT_VALIDATOR_TERMS, acceptance: 'given' },
      tryLimits: DEFAULT_TRY_LIMITS,
      repairsMax: 1,
      ...terms,
    },
  };
}

export function scriptedGenerator(name: string, rate: number): Generator {
  const [provider = '', model = ''] = name.split('/');
  return {
    name,
    family: provider,
    provider,
    model,
    scripted: true,
    price: {
      inputMicroUsdPerMTok: rate,
      cachedInputMicroUsdPerMTok: rate,
      cacheWriteMicroUsdPerMTok: rate,
      outputMicroUsdPerMTok: rate,
    },
    settings: { maxOutputTokens: 8_000 },
  };
}
