// What a person may do to a run, in every order, at every stage, also twice: seeded sequences of pause, resume, a larger
// or smaller budget, approval and cancellation, each sent while an activity of that stage is at work. Many runs at once
// on one worker; Temporal is real.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Context } from '@temporalio/activity';
import { Client, Connection, WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import fc from 'fast-check';
import type { Activities } from '../../core/activities.js';
import { type DeliverInput, type DeliverResult, MESSAGES, WORKFLOW_TYPES } from '../../core/deliver.js';
import { NO_USAGE } from '../../core/price.js';
import type { Receipt } from '../../core/receipt.js';
import type { DeliverStatus } from '../../core/status.js';
import { type EmbeddedWorker, startEmbeddedWorker } from '../../workers/embedded-worker.js';
import { aVerdict } from '../doubles/records.js';
import { CALL_MICRO_USD, done, failedVerdict, scriptedActivities, wantsTool } from '../doubles/scripted-activities.js';
import { scriptedInput } from '../doubles/scripted-run.js';
import { quiet } from '../setup/quiet.js';
import { testServer } from '../setup/temporal.js';

const RUNS = 16;
/** Seconds, but for a machine that does much else. */
const TIMEOUT_MS = 300_000;
/** Change it to look for more; it is told with what failed. */
const SEED = 7;
const STAGES = [
  'openRepository',
  'runBaseline',
  'planTasks',
  'callModel',
  'runTools',
  'judge',
  'publishBranch',
] as const;
type Stage = (typeof STAGES)[number];
const COMMANDS = ['pause', 'resume', 'raise', 'lower', 'same', 'tooLittle', 'approve', 'cancel'] as const;
type Command = (typeof COMMANDS)[number];

interface Order {
  /** What is done while the stage's first activity is at work, or while the run stands still. */
  at: Partial<Record<Stage | 'paused', Command[]>>;
  gated: boolean;
  /** Too little for a try: the run has to wait for more. */
  poor: boolean;
}

const PLENTY_MICRO_USD = 5_000_000;
const POOR_MICRO_USD = 20_000;
const APPROVAL = { supersede: false, mayChange: [] };

const commands = fc
  .array(fc.constantFrom(...COMMANDS.filter((one) => one !== 'cancel')), { minLength: 1, maxLength: 3 })
  .chain((some) => fc.boolean().map((twice) => (twice ? some.flatMap((one) => [one, one]) : some)));
const orders: fc.Arbitrary<Order> = fc.record({
  at: fc.dictionary(fc.constantFrom(...STAGES, 'paused'), commands, { minKeys: 1, maxKeys: 4 }).chain((at) =>
    fc.option(fc.constantFrom(...STAGES, 'paused'), { freq: 3 }).map((cancelled) => {
      if (cancelled === null) return at;
      return { ...at, [cancelled]: [...(at[cancelled] ?? []), 'cancel'] };
    }),
  ) as fc.Arbitrary<Order['at']>,
  gated: fc.boolean(),
  poor: fc.boolean(),
});

/** One run, what was done to it, and what came of it. */
interface Ordered {
  handle: WorkflowHandle<(input: DeliverInput) => Promise<DeliverResult>>;
  order: Order;
  seen: Set<string>;
  sent: { signals: number; updates: number; cancelled: boolean };
  capMicroUsd: number;
  problems: string[];
}

let connection: Connection;
let native: NativeConnection;
let worker: EmbeddedWorker;
const taskQueue = `operators-${randomUUID()}`;
const runs = new Map<string, Ordered>();
const charged = new Map<string, number>();
const receipts: Receipt[] = [];

beforeAll(async () => {
  quiet();
  const { address, namespace } = testServer();
  connection = await Connection.connect({ address });
  native = await NativeConnection.connect({ address });
  worker = await startEmbeddedWorker({ connection: native, namespace, taskQueue, activities: activities() });
});

afterAll(async () => {
  await worker.shutdown();
  await native.close();
  await connection.close();
});

/** Scripted, on a ledger of their own; before they answer, what the order says is done. */
function activities(): Activities {
  const { activities: scripted } = scriptedActivities({});
  const own: Activities = {
    ...scripted,
    planTasks: async ({ identity }) => {
      book(identity.journalKey);
      const task = { id: 'one', title: 'One', description: 'x', dependsOn: [], paths: [], acceptance: [] };
      const plan = { summary: 'All', tasks: [task] };
      return { ok: true, plan, chargedMicroUsd: CALL_MICRO_USD, usage: NO_USAGE, replayed: false };
    },
    callModel: async ({ identity, conversation }) => {
      book(identity.journalKey);
      return conversation.messages > 2 ? done() : { ...wantsTool(), conversation: { ...conversation, messages: 3 } };
    },
    // The first try of each run fails, so that there is a repair.
    judge: async ({ candidate }) => (candidate.includes('repair') ? aVerdict() : failedVerdict()),
    chargedUnder: async ({ keyPrefix }) => ({ chargedMicroUsd: under(keyPrefix), usage: NO_USAGE }),
    writeReceipt: async (input) => {
      receipts.push(input.receipt);
      return scripted.writeReceipt(input);
    },
  };
  for (const stage of STAGES) {
    const work = own[stage] as (input: unknown) => Promise<unknown>;
    Object.assign(own, {
      [stage]: async (input: unknown) => {
        await obey(stage);
        return work(input);
      },
    });
  }
  return own;
}

function book(key: string): void {
  charged.set(key, CALL_MICRO_USD);
}

function under(prefix: string): number {
  let sum = 0;
  for (const [key, amount] of charged) if (key === prefix || key.startsWith(`${prefix}/`)) sum += amount;
  return sum;
}

async function obey(stage: Stage): Promise<void> {
  const id = Context.current().info.workflowExecution?.workflowId ?? '';
  const [deliverId] = [...runs.keys()].filter((key) => id === key || id.startsWith(`${key}/`));
  const run = runs.get(deliverId ?? '');
  if (run) await act(run, stage);
}

async function act(run: Ordered, at: Stage | 'paused'): Promise<void> {
  if (run.seen.has(at)) return;
  run.seen.add(at);
  for (const command of run.order.at[at] ?? []) await send(run, command);
}

async function send(run: Ordered, command: Command): Promise<void> {
  const { handle } = run;
  switch (command) {
    case 'pause':
    case 'resume':
      run.sent.signals += 1;
      return handle.signal(MESSAGES[command]);
    case 'cancel':
      run.sent.cancelled = true;
      await handle.cancel();
      return;
    case 'approve':
      return approve(run);
    case 'raise':
      return setBudget(run, run.capMicroUsd + PLENTY_MICRO_USD);
    case 'same':
      return setBudget(run, run.capMicroUsd);
    case 'lower':
      return setBudget(run, Math.ceil(run.capMicroUsd * 0.9));
    case 'tooLittle':
      return setBudget(run, 1);
  }
}

/** Refused with a reason only where as much is spent or reserved already, or no longer of use. */
async function setBudget(run: Ordered, capMicroUsd: number): Promise<void> {
  try {
    const now = await run.handle.executeUpdate<number, [number]>(MESSAGES.setBudget, { args: [capMicroUsd] });
    run.sent.updates += 1;
    run.capMicroUsd = capMicroUsd;
    if (now !== capMicroUsd) run.problems.push(`asked for ${capMicroUsd}, got ${now}`);
  } catch (error) {
    const reason = reasonOf(error);
    if (!/already spent or reserved|completed|closing workflow|not found/.test(reason))
      run.problems.push(`setBudget: ${reason}`);
  }
}

async function approve(run: Ordered): Promise<void> {
  try {
    await run.handle.executeUpdate(MESSAGES.approvePlan, { args: [APPROVAL] });
    run.sent.updates += 1;
  } catch (error) {
    const reason = reasonOf(error);
    if (!/waits for no approval|there is no plan yet|completed|closing workflow|not found/.test(reason))
      run.problems.push(`approve: ${reason}`);
  }
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return `${message}: ${cause instanceof Error ? cause.message : ''}`;
}

async function start(client: Client, order: Order): Promise<Ordered> {
  const workflowId = `deliver/local/test/${randomUUID()}`;
  const budgetMicroUsd = order.poor ? POOR_MICRO_USD : PLENTY_MICRO_USD;
  const terms = { budgetMicroUsd, decompose: true, ...(order.gated ? { gates: ['plan' as const] } : {}) };
  const run: Ordered = {
    handle: client.workflow.getHandle(workflowId),
    order,
    seen: new Set(),
    sent: { signals: 0, updates: 0, cancelled: false },
    capMicroUsd: budgetMicroUsd,
    problems: [],
  };
  runs.set(workflowId, run);
  await client.workflow.start(WORKFLOW_TYPES.deliver, {
    workflowId,
    taskQueue,
    args: [scriptedInput(terms)],
    workflowExecutionTimeout: '4 minutes',
  });
  return run;
}

/** Ends each standstill as a person would, once what the order wants at the first of them is done. */
async function untilEnd(run: Ordered): Promise<void> {
  for (;;) {
    const { status } = await run.handle.describe();
    if (status.name !== 'RUNNING') return;
    const { paused, budgetNeededMicroUsd } = await run.handle.query<DeliverStatus>(MESSAGES.status);
    if (paused !== null) await act(run, 'paused');
    if (paused === 'user') await send(run, 'resume');
    if (paused === 'approval') await send(run, 'approve');
    if (paused === 'budget') await setBudget(run, (budgetNeededMicroUsd ?? 0) + PLENTY_MICRO_USD + run.capMicroUsd);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function checked(run: Ordered): Promise<unknown> {
  const { handle, sent, problems } = run;
  const end = await handle.result().catch((error: unknown) => error);
  const cancelled = end instanceof WorkflowFailedError;
  const { events } = await handle.fetchHistory();
  const own = receipts.filter(({ deliverId }) => deliverId === handle.workflowId);
  const [receipt] = own;
  const parts = [...(receipt?.candidates ?? []), ...(receipt?.overheadCalls ?? [])];
  const status = await handle.query<DeliverStatus>(MESSAGES.status);
  const count = (
    what: 'workflowExecutionSignaledEventAttributes' | 'workflowExecutionUpdateCompletedEventAttributes',
  ) => (events ?? []).filter((event) => event[what]).length;
  return {
    problems,
    ended: cancelled ? sent.cancelled && (await handle.describe()).status.name : 'COMPLETED',
    receipts: own.map(({ outcome }) => outcome).join(', '),
    partsAddUp: parts.reduce((sum, part) => sum + part.chargedMicroUsd, 0) === receipt?.spentMicroUsd,
    likeLedger: under(handle.workflowId) === receipt?.spentMicroUsd,
    withinCap: (receipt?.spentMicroUsd ?? 0) <= run.capMicroUsd,
    cap: status.budgetMicroUsd - run.capMicroUsd,
    reserved: status.reservedMicroUsd,
    signalsLost: sent.signals - count('workflowExecutionSignaledEventAttributes'),
    updatesLost: sent.updates - count('workflowExecutionUpdateCompletedEventAttributes'),
  };
}

test(
  'a run comes to a proper end with books that are right, whatever a person does to it and when',
  async () => {
    const client = new Client({ connection, namespace: testServer().namespace });
    const all = await Promise.all(
      fc.sample(orders, { seed: SEED, numRuns: RUNS }).map((order) => start(client, order)),
    );
    await Promise.all(all.map(untilEnd));
    for (const run of all) {
      const found = await checked(run);
      const ended = run.sent.cancelled ? expect.stringMatching(/^(CANCELLED|COMPLETED)$/) : 'COMPLETED';
      const outcome = run.sent.cancelled ? expect.stringMatching(/^(cancelled|delivered)$/) : 'delivered';
      const right = { problems: [], partsAddUp: true, likeLedger: true, withinCap: true };
      expect({ order: run.order, ...(found as object) }).toEqual({
        order: run.order,
        ...right,
        ended,
        // One receipt.
        receipts: outcome,
        cap: 0,
        reserved: 0,
        signalsLost: 0,
        updatesLost: 0,
      });
    }
  },
  TIMEOUT_MS,
);
