import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { failure } from '../../activities/failure.js';
import { intakeId, pollId } from '../../core/intake/intake-id.js';
import type { IntakeActivities, TakeIssueResult } from '../../core/intake-activities.js';
import type { ForgeRepository } from '../../core/repository.js';
import { startEmbeddedWorker } from '../../workers/embedded-worker.js';
import { hintIntake } from '../../workers/intake/hint-intake.js';
import { keepSchedules } from '../../workers/intake/keep-schedules.js';
import { quiet } from '../setup/quiet.js';
import { testServer } from '../setup/temporal.js';
import { gate } from './harness.js';

const NOTHING: TakeIssueResult = { did: [], unfinished: null };
const HOUR_MS = 3_600_000;
const LONG_MS = 60_000;
/** Each costs some six events of the two thousand that a history may have. */
const MANY = 400;

let connection: Connection;
let native: NativeConnection;
let client: Client;
const cleanups: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  quiet();
  const { address, namespace } = testServer();
  connection = await Connection.connect({ address });
  native = await NativeConnection.connect({ address });
  client = new Client({ connection, namespace });
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

afterAll(async () => {
  await native.close();
  await connection.close();
});

function aRepository(owner = `acme-${randomUUID().slice(0, 8)}`): ForgeRepository {
  return { kind: 'github', host: 'forge.example', owner, name: 'Shop' };
}

async function withWorker(activities: Partial<IntakeActivities>) {
  const repository = aRepository();
  const taskQueue = `intake-${repository.owner}`;
  const { namespace } = testServer();
  const worker = await startEmbeddedWorker({ connection: native, namespace, taskQueue, activities });
  const handle = client.workflow.getHandle(intakeId(repository));
  cleanups.push(async () => {
    await handle.terminate().catch(() => undefined);
    await worker.shutdown(0);
  });
  const hint = (...numbers: number[]) => hintIntake({ client, taskQueue }, repository, numbers);
  return { repository, taskQueue, handle, hint };
}

test(
  'each issue is taken once, one after the other; one that is hinted at while it is taken is taken once more',
  async () => {
    const first = gate();
    const taken: number[] = [];
    let atOnce = 0;
    const { hint, handle } = await withWorker({
      async takeIssue({ number }) {
        atOnce += 1;
        expect(atOnce).toBe(1);
        taken.push(number);
        if (taken.length === 1) await first.opened;
        atOnce -= 1;
        return NOTHING;
      },
    });
    await hint(1, 2);
    while (taken.length === 0) await new Promise((resolve) => setImmediate(resolve));
    for (const numbers of [[2], [1, 3], [2, 3], [1]]) await hint(...numbers);
    first.open();
    await handle.result();
    expect(taken).toEqual([1, 2, 1, 3]);
  },
  LONG_MS,
);

test(
  'one that cannot be taken does not stop the others, and news of it has it taken at once',
  async () => {
    const taken: number[] = [];
    let isBroken = true;
    const { hint, handle } = await withWorker({
      async takeIssue({ number }) {
        taken.push(number);
        if (number === 1 && isBroken) throw failure('Unexpected', 'it broke');
        return number === 2 && isBroken ? { did: [], unfinished: 'the token has expired' } : NOTHING;
      },
    });
    await hint(1, 2, 3);
    while (taken.length < 3) await new Promise((resolve) => setImmediate(resolve));
    isBroken = false;
    await hint(1, 2);
    await handle.result();
    expect(taken).toEqual([1, 2, 3, 1, 2]);
  },
  LONG_MS,
);

test(
  'a hint given while no worker is there waits for one',
  async () => {
    const repository = aRepository();
    const taskQueue = `intake-${repository.owner}`;
    await hintIntake({ client, taskQueue }, repository, [5]);
    await hintIntake({ client, taskQueue }, repository, [5]);
    const taken: number[] = [];
    const takeIssue: IntakeActivities['takeIssue'] = async ({ number }) => {
      taken.push(number);
      return NOTHING;
    };
    const { namespace } = testServer();
    const worker = await startEmbeddedWorker({ connection: native, namespace, taskQueue, activities: { takeIssue } });
    cleanups.push(() => worker.shutdown(0));
    await client.workflow.getHandle(intakeId(repository)).result();
    expect(taken).toEqual([5]);
  },
  LONG_MS,
);

test(
  'a long night of many issues goes on as new, and takes each once all the same',
  async () => {
    const taken: number[] = [];
    const { hint, handle } = await withWorker({
      async takeIssue({ number }) {
        taken.push(number);
        return NOTHING;
      },
    });
    const numbers = Array.from({ length: MANY }, (_, at) => at + 1);
    await hint(...numbers);
    const { runId } = await handle.describe();
    await handle.result();
    expect((await handle.describe()).runId).not.toBe(runId);
    expect(taken).toEqual(numbers);
  },
  LONG_MS,
);

test(
  'what is watched is polled at once and from then on, and no longer when it is watched no more',
  async () => {
    const polled: string[] = [];
    const { taskQueue } = await withWorker({
      async pollRepository({ repository }) {
        polled.push(repository.owner);
        return { numbers: [], problem: null };
      },
    });
    const [one, two] = [aRepository(), aRepository()];
    const watching = { client, taskQueue, everyMs: HOUR_MS, watcher: taskQueue };
    cleanups.push(() => keepSchedules({ ...watching, repositories: [] }));
    await keepSchedules({ ...watching, repositories: [one, two] });
    while (polled.length < 2) await new Promise((resolve) => setImmediate(resolve));
    expect(polled.sort()).toEqual([one.owner, two.owner].sort());
    const handle = client.schedule.getHandle(pollId(one));
    expect(await handle.describe()).toMatchObject({
      spec: { intervals: [{ every: HOUR_MS }] },
      policies: { overlap: 'SKIP', catchupWindow: 60_000, pauseOnFailure: false },
    });
    await handle.pause('a person said so');
    // Somebody else who shares the server watches nothing of it.
    await keepSchedules({ ...watching, watcher: 'another', repositories: [] });
    await keepSchedules({ ...watching, repositories: [one], everyMs: HOUR_MS / 2 });
    expect(await handle.describe()).toMatchObject({
      spec: { intervals: [{ every: HOUR_MS / 2 }] },
      state: { paused: true, note: 'a person said so' },
    });
    await expect(client.schedule.getHandle(pollId(two)).describe()).rejects.toThrow();
  },
  LONG_MS,
);
