// Runs that do not go on are found, each with what to type; those that wait for a person or do their work are not. On a
// real Temporal server; what activities do is scripted.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { failure } from '../../../activities/failure.js';
import { findHome } from '../../../activities/home.js';
import { NO_KNOWN_SECRETS } from '../../../activities/secrets/known-secrets.js';
import { commandContext } from '../../../cli/context.js';
import { checkRuns } from '../../../cli/doctor/check-runs.js';
import { findTrouble } from '../../../cli/runs/trouble/find-trouble.js';
import { logWorkersToFile } from '../../../cli/worker-log.js';
import { WORKFLOW_TYPES } from '../../../core/deliver.js';
import type { CallModelResult } from '../../../core/model-activities.js';
import { startEmbeddedWorker } from '../../../workers/embedded-worker.js';
import { done, type Script } from '../../doubles/scripted-activities.js';
import { withScriptedRun } from '../../doubles/scripted-run.js';
import { testServer } from '../../setup/temporal.js';
import { callCli } from '../call-cli.js';

const POLL_MS = 100;
/** However short the time is in which nothing was heard: the newest sign may be newer than what it is compared with. */
const AT_ONCE = { silentAfterMs: -60_000 };
const home = mkdtempSync(join(tmpdir(), 'nightshift-trouble-'));
let connection: Connection;
let client: Client;

beforeAll(async () => {
  // The activities that fail on purpose would be told at length.
  logWorkersToFile(findHome({ NIGHTSHIFT_HOME: home }), NO_KNOWN_SECRETS);
  connection = await Connection.connect({ address: testServer().address });
  client = new Client({ connection, namespace: testServer().namespace });
});
afterAll(async () => {
  await connection.close();
  rmSync(home, { recursive: true });
});

async function until<T>(look: () => Promise<T | null>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** A run of which the server knows, and for which nobody has worked yet. */
function startWithoutWorker(workflowId: string, args: unknown[] = []): Promise<WorkflowHandle> {
  const memo = { source: 'SPEC.md', repositoryUrl: '/home/me/shop', title: 'A thing' };
  return client.workflow.start(WORKFLOW_TYPES.deliver, { workflowId, taskQueue: workflowId, args, memo });
}

describe('in trouble is', () => {
  test('a run on which nobody works, in the list, alone, in the doctor and as JSON, with the command that goes on', async () => {
    const name = randomUUID();
    const handle = await startWithoutWorker(`deliver/test/${name}`);
    const env = { NIGHTSHIFT_HOME: home, TEMPORAL_ADDRESS: testServer().address };
    const hint = 'Go on with: nightshift run SPEC.md --repo /home/me/shop';
    const trouble = { kind: 'noWorker', what: 'nobody works on it', wayOut: hint };
    try {
      // Temporal's lists lag a moment behind.
      const listed = await until(async () => {
        const { stdout } = await callCli(['status'], { env });
        return stdout.includes(name) ? stdout : null;
      });
      expect(listed).toContain('stands still');
      expect(listed).toContain(`test/${name}: nobody works on it\n  ${hint}`);
      expect((await callCli(['status', name], { env })).stdout).toContain(`nobody works on it\n  ${hint}`);
      expect(JSON.parse((await callCli(['status', '--json'], { env })).stdout).runs).toContainEqual(
        expect.objectContaining({ deliverId: handle.workflowId, trouble }),
      );
      const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
      expect(await checkRuns(commandContext({ env, cwd: '/', ...streams }, {}))).toContainEqual({
        name: 'runs',
        ok: false,
        found: `test/${name}: nobody works on it`,
        advice: hint,
      });
    } finally {
      await handle.terminate();
    }
  });

  test('a run whose code fails, as soon as Temporal says so, with what the code said', async () => {
    const workflowId = `deliver/test/${randomUUID()}`;
    // As from a version of Nightshift that gave its workflows another input.
    const handle = await startWithoutWorker(workflowId);
    const native = await NativeConnection.connect({ address: testServer().address });
    const { namespace } = testServer();
    const worker = await startEmbeddedWorker({
      connection: native,
      namespace,
      taskQueue: workflowId,
      activities: null,
    });
    try {
      const trouble = await until(async () => {
        const found = await findTrouble(client, workflowId);
        return found?.kind === 'codeFails' ? found : null;
      });
      expect(trouble.what).toMatch(/^its code fails: .*Cannot read properties of undefined/);
      expect(trouble.wayOut).toContain(`temporal workflow terminate --workflow-id ${workflowId}`);
      const env = { NIGHTSHIFT_HOME: home, TEMPORAL_ADDRESS: testServer().address };
      const cancelled = await callCli(['cancel', workflowId], { env });
      expect(cancelled).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('cannot end by itself: its code'),
      });
    } finally {
      await handle.terminate();
      await worker.shutdown();
      await native.close();
    }
  });

  test('a run whose step fails again and again, with what is to be mended', async () => {
    const mend = 'The ledger is full. Free some space; the work then goes on.';
    const workflowId = `deliver/test/${randomUUID()}`;
    const script = { baseline: () => Promise.reject(failure('LedgerTrouble', mend)) };
    await withScriptedRun({ server: testServer(), workflowId, script }, async ({ handle }) => {
      expect(await until(() => findTrouble(client, workflowId))).toEqual({
        kind: 'retrying',
        what: expect.stringMatching(new RegExp(`^runBaseline is tried again, attempt \\d of \\d: ${mend}$`)),
        wayOut: expect.stringContaining('by itself'),
      });
      await handle.terminate();
    });
  });
});

test('a run is silent when nothing was heard of it for too long though it waits for nobody, and not before', async () => {
  const workflowId = `deliver/test/${randomUUID()}`;
  const script: Script = {};
  let answer: (result: CallModelResult) => void = () => undefined;
  const asked = new Promise<void>((heard) => {
    const answered = new Promise<CallModelResult>((resolve) => {
      answer = resolve;
    });
    script.callModel = () => {
      heard();
      return answered;
    };
  });
  await withScriptedRun({ server: testServer(), workflowId, script }, async ({ handle }) => {
    await asked;
    expect(await findTrouble(client, workflowId)).toBeNull();
    expect(await findTrouble(client, workflowId, AT_ONCE)).toMatchObject({
      kind: 'silent',
      what: expect.stringMatching(/^nothing has happened for -?\d+ minutes since ".*", and it waits for nobody$/),
      wayOut: expect.stringContaining(`nightshift ui ${workflowId}`),
    });
    answer(done());
    await handle.result();
    expect(await findTrouble(client, workflowId, AT_ONCE)).toBeNull();
  });
});

test('a run that waits for a word on its plan, however long', async () => {
  const workflowId = `deliver/test/${randomUUID()}`;
  const options = { server: testServer(), workflowId, script: {}, terms: { gates: ['plan' as const] } };
  await withScriptedRun(options, async ({ handle }) => {
    await until(async () => ((await handle.query<{ paused: string | null }>('status')).paused ? true : null));
    expect(await findTrouble(client, workflowId, AT_ONCE)).toBeNull();
    await handle.terminate();
  });
});
