// Intake on a real Temporal server and a real ledger, with a forge in memory: a repository of its own for each test.
import { randomUUID } from 'node:crypto';
import { afterEach } from '@jest/globals';
import { Client, Connection, isGrpcServiceError, type WorkflowHandle } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { Ledger } from '../../../activities/ledger/ledger.js';
import { createLedgerActivities } from '../../../activities/ledger/ledger-activities.js';
import type { DeliverInput } from '../../../core/deliver.js';
import type { ForgeEvent } from '../../../core/forge-event.js';
import type { TakeIssueResult } from '../../../core/intake-activities.js';
import { type ForgeRepository, forgeRepositoryId, issueDeliverId } from '../../../core/repository.js';
import { startEmbeddedWorker } from '../../../workers/embedded-worker.js';
import type { IntakeHands, StartWishes } from '../../../workers/intake/intake-hands.js';
import { takeIssue } from '../../../workers/intake/take-issue.js';
import { openLedger } from '../../activities/ledger/temporary-ledger.js';
import { type Script, scriptedActivities } from '../../doubles/scripted-activities.js';
import { scriptedInput } from '../../doubles/scripted-run.js';
import { testServer } from '../../setup/temporal.js';
import { type ForgeInMemory, forgeInMemory } from './forge-in-memory.js';

export interface IntakeHouse {
  forge: ForgeInMemory;
  hands: IntakeHands;
  ledger: Ledger;
  repository: ForgeRepository;
  /** What terms were asked for. */
  wishes: StartWishes[];
  deliverId(number?: number): string;
  take(number?: number): Promise<TakeIssueResult>;
  handle(number?: number): WorkflowHandle;
  /** What the newest run was started with; null where there is none. */
  input(number?: number): Promise<DeliverInput | null>;
  /** What the newest run was told, in order. */
  told(number?: number): Promise<ForgeEvent[]>;
  /** A worker takes runs up, with scripted activities that write into this ledger. */
  work(script: Script): Promise<void>;
}

const NOT_FOUND = 5;
const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export async function intakeHouse(): Promise<IntakeHouse> {
  const { address, namespace } = testServer();
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace });
  const name = `shop-${randomUUID().slice(0, 8)}`;
  const repository: ForgeRepository = { kind: 'github', host: 'forge.example', owner: 'acme', name };
  const forge = forgeInMemory(name);
  const ledger = await openLedger();
  const wishes: StartWishes[] = [];
  const taskQueue = `intake-${name}`;
  const { terms } = scriptedInput({ pauseLimitMs: 60_000 });
  const hands: IntakeHands = {
    github: forge.github,
    ledger,
    client,
    taskQueue,
    operator: { budgetCeilingMicroUsd: null, budgetMicroUsd: null },
    starter: {
      async terms(where, wished) {
        wishes.push(wished);
        return {
          ok: true,
          repository: {
            url: `https://forge.example/acme/${name}.git`,
            id: forgeRepositoryId(where),
            name: `acme/${name}`,
            forge: where,
          },
          terms: { ...terms, budgetMicroUsd: wished.budgetMicroUsd ?? terms.budgetMicroUsd },
          forge: {
            label: 'nightshift',
            pushTo: { kind: 'branch' },
            allowWorkflowFiles: false,
            followLimitMs: 1_000,
            revisionsMax: 1,
          },
        };
      },
      label: async () => 'nightshift',
      clean: async (text) => text,
      uiLink: () => null,
    },
  };
  const deliverId = (number = 1) => issueDeliverId(repository, number);
  const handle = (number = 1) => client.workflow.getHandle(deliverId(number));
  cleanups.push(async () => {
    for (const number of forge.issues.keys())
      await handle(number)
        .terminate()
        .catch(() => undefined);
    await connection.close();
  });
  return {
    forge,
    hands,
    ledger,
    repository,
    wishes,
    deliverId,
    handle,
    take: (number = 1) => takeIssue(hands, { repository, number }),
    async input(number = 1) {
      const events = await eventsOf(handle(number));
      const payload = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
      return payload ? decoded<DeliverInput>(payload.data) : null;
    },
    async told(number = 1) {
      const events = (await eventsOf(handle(number))) ?? [];
      return events.flatMap(({ workflowExecutionSignaledEventAttributes: signal }) =>
        signal?.signalName === 'forgeEvent' ? [decoded<ForgeEvent>(signal.input?.payloads?.[0]?.data)] : [],
      );
    },
    async work(script) {
      const native = await NativeConnection.connect({ address });
      const activities = { ...scriptedActivities(script).activities, ...createLedgerActivities({ ledger }) };
      const worker = await startEmbeddedWorker({ connection: native, namespace, taskQueue, activities });
      cleanups.push(async () => {
        await worker.shutdown(0);
        await native.close();
      });
    },
  };
}

async function eventsOf(handle: WorkflowHandle) {
  const history = await handle.fetchHistory().catch((error: unknown) => {
    if (isGrpcServiceError(error) && error.code === NOT_FOUND) return null;
    throw error;
  });
  return history?.events ?? null;
}

function decoded<T>(data: Uint8Array | null | undefined): T {
  const value: T = JSON.parse(Buffer.from(data ?? []).toString('utf8'));
  return value;
}
