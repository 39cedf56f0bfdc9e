// Commands about a run, against a real Temporal server and a real ledger; what activities do is scripted.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Context } from '@temporalio/activity';
import { Client, Connection } from '@temporalio/client';
import { findHome } from '../../activities/home.js';
import { createLedger } from '../../activities/ledger/create-ledger.js';
import { NO_KNOWN_SECRETS } from '../../activities/secrets/known-secrets.js';
import { type RunRequest, startOrAttach } from '../../cli/runs/start-run.js';
import { logWorkersToFile } from '../../cli/worker-log.js';
import { SHARED_TASK_QUEUE } from '../../core/deliver.js';
import { DEFAULT_TRY_LIMITS, DEFAULT_VALIDATOR_TERMS, type Terms } from '../../core/terms.js';
import { aReceipt } from '../doubles/records.js';
import { withScriptedRun } from '../doubles/scripted-run.js';
import { testServer } from '../setup/temporal.js';
import { callCli } from './call-cli.js';

const TERMS: Terms = {
  budgetMicroUsd: 5_000_000,
  optimize: 'cost',
  strategy: 'cascade',
  portfolio: [],
  decompose: false,
  sandbox: 'bubblewrap',
  validator: { ...DEFAULT_VALIDATOR_TERMS, acceptance: 'given' },
  tryLimits: DEFAULT_TRY_LIMITS,
  repairsMax: 1,
};
let root = '';
let env: NodeJS.ProcessEnv = {};

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'nightshift-cli-'));
  env = { NIGHTSHIFT_HOME: root, TEMPORAL_ADDRESS: testServer().address };
  // The commands' own way; the workers that the tests start come before them.
  logWorkersToFile(findHome(env), NO_KNOWN_SECRETS);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function call(...args: string[]) {
  const { exitCode, stdout, stderr } = await callCli([...args, '--json'], { env });
  const document = JSON.parse(stdout || 'null') as Record<string, unknown>;
  return { exitCode, document, stderr };
}

/** A run of a small spec, of which nothing but its name and its text's hash matters. */
function requestFor(slug: string, sha256: string): RunRequest {
  return {
    spec: {
      title: 'A thing',
      body: 'A thing',
      acceptanceFiles: null,
      acceptancePaths: [],
      mayChange: [],
      ignoredKeys: [],
      sha256,
      slug,
      source: 'SPEC.md',
    },
    repository: { url: '/somewhere', id: 'test', name: 'library' },
    terms: TERMS,
    retry: false,
    queue: 'own',
    uiLink: () => null,
  };
}

test('a run at work is listed, shown, paused, resumed, given a budget and cancelled', async () => {
  const workflowId = `deliver/test/${randomUUID()}`;
  const script = { callModel: () => Context.current().cancelled };
  await withScriptedRun({ server: testServer(), workflowId, script }, async () => {
    const listed = (await call('status')).document['runs'];
    expect(listed).toContainEqual(expect.objectContaining({ deliverId: workflowId, open: true }));

    expect(await call('pause', workflowId)).toMatchObject({ exitCode: 0, document: { paused: 'user' } });
    expect((await call('status', workflowId)).document['status']).toMatchObject({ paused: 'user' });
    expect(await call('resume', workflowId)).toMatchObject({ exitCode: 0, document: { worked: true } });
    expect((await call('status', workflowId)).document['status']).toMatchObject({ paused: null });

    expect(await call('budget', workflowId, '7.5')).toMatchObject({
      exitCode: 0,
      document: { budgetMicroUsd: 7_500_000, worked: true },
    });
    expect((await call('status', workflowId)).document['status']).toMatchObject({ budgetMicroUsd: 7_500_000 });

    expect(await call('cancel', workflowId)).toMatchObject({ exitCode: 0, document: { outcome: 'cancelled' } });
    expect(await call('cancel', workflowId)).toMatchObject({
      exitCode: 2,
      document: { error: expect.stringContaining('has ended') },
    });
  });
});

test('a run that waits for a word on its plan is watched to there and goes on when it is approved', async () => {
  const workflowId = `deliver/test/${randomUUID()}`;
  const options = { server: testServer(), workflowId, script: {}, terms: { gates: ['plan' as const] } };
  await withScriptedRun(options, async ({ handle }) => {
    const watched = await callCli(['watch', workflowId], { env });
    expect(watched).toMatchObject({ exitCode: 3, stdout: expect.stringContaining(`nightshift approve ${workflowId}`) });
    expect(await callCli(['approve', workflowId, '--open', '**'], { env })).toMatchObject({ exitCode: 2 });
    expect(await call('approve', workflowId, '--open', 'test/old.test.js')).toMatchObject({
      exitCode: 0,
      document: { supersede: false, mayChange: ['test/old.test.js'], worked: true },
    });
    await handle.result();
    expect(await call('approve', workflowId)).toMatchObject({
      exitCode: 2,
      document: { error: expect.stringContaining('has ended') },
    });
  });
});

test('watch tells each change as a line of JSON, and then the end with its exit code', async () => {
  const workflowId = `deliver/test/${randomUUID()}`;
  await withScriptedRun({ server: testServer(), workflowId, script: {} }, async () => {
    const { exitCode, stdout } = await callCli(['watch', workflowId, '--json'], { env });
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(exitCode).toBe(0);
    expect(lines.at(-1)).toMatchObject({ workflowId, outcome: 'delivered', exitCode: 0 });
    expect(new Set(lines.map((line) => JSON.stringify(line))).size).toBe(lines.length);
  });
});

describe('a run on which nobody works', () => {
  const sha256 = 'e'.repeat(64);
  const name = randomUUID();

  test('is started once, takes a budget, and ends with a receipt when it is cancelled', async () => {
    const connection = await Connection.connect({ address: testServer().address });
    const ledger = await createLedger({ file: findHome(env).ledger });
    const client = new Client({ connection });
    const request = requestFor(name, sha256);
    const deliverId = `deliver/local/test/${name}`;

    expect(await startOrAttach(client, ledger, request)).toMatchObject({ kind: 'started', deliverId, generation: 1 });
    expect(await startOrAttach(client, ledger, request)).toMatchObject({ kind: 'attached', deliverId, generation: 1 });
    const changed = { ...request, spec: { ...request.spec, sha256: 'f'.repeat(64) } };
    await expect(startOrAttach(client, ledger, changed)).rejects.toThrow(/^The text of SPEC.md is not the one that/);
    await expect(startOrAttach(client, ledger, { ...request, retry: true })).rejects.toThrow('has not ended');

    const status = await callCli(['status', name], { env });
    expect(status.stdout).toContain('nobody works on it\n  Go on with: nightshift run SPEC.md --repo /somewhere');
    expect(await call('budget', name, '8')).toMatchObject({ document: { budgetMicroUsd: 8_000_000, worked: false } });
    expect(await call('cancel', name)).toMatchObject({ exitCode: 0, document: { outcome: 'cancelled' } });
    expect((await call('receipt', name)).document).toMatchObject({ deliverId, outcome: 'cancelled', spentMicroUsd: 0 });
    expect((await callCli(['receipt', name], { env })).stdout).toContain('# Cancelled: A thing');

    expect(await startOrAttach(client, ledger, request)).toMatchObject({ kind: 'endedBefore', deliverId });
    const again = await startOrAttach(client, ledger, { ...request, retry: true });
    expect(again).toMatchObject({ kind: 'started', generation: 2 });
    expect(await call('cancel', name)).toMatchObject({ document: { generation: 2 } });
    await ledger.close();
    await connection.close();
  });
});

test('a submitted run on which nobody works takes a budget, and waits for a worker to end it when it is cancelled', async () => {
  const connection = await Connection.connect({ address: testServer().address });
  const ledger = await createLedger({ file: findHome(env).ledger });
  const client = new Client({ connection });
  const slug = randomUUID();
  const request = requestFor(slug, 'e'.repeat(64));
  const deliverId = `deliver/local/test/${slug}`;
  const started = await startOrAttach(client, ledger, { ...request, queue: 'shared' });
  expect(started).toMatchObject({ kind: 'started', taskQueue: SHARED_TASK_QUEUE });
  // "nightshift run" on the same spec finds it where it is.
  expect(await startOrAttach(client, ledger, request)).toMatchObject({
    kind: 'attached',
    taskQueue: SHARED_TASK_QUEUE,
  });
  expect((await callCli(['status', slug], { env })).stdout).toContain('Go on with: nightshift worker');
  expect(await call('budget', slug, '8')).toMatchObject({ document: { budgetMicroUsd: 8_000_000, worked: false } });
  expect(await call('cancel', slug)).toMatchObject({ exitCode: 0, document: { outcome: 'running', worked: false } });
  const { events } = await client.workflow.getHandle(deliverId).fetchHistory();
  expect(events?.some((event) => event.workflowExecutionCancelRequestedEventAttributes)).toBe(true);
  await client.workflow.getHandle(deliverId).terminate('by the test');
  await ledger.close();
  await connection.close();
});

test('a run that failed before a cent was spent is begun again without being asked to', async () => {
  const connection = await Connection.connect({ address: testServer().address });
  const ledger = await createLedger({ file: findHome(env).ledger });
  const client = new Client({ connection });
  const slug = randomUUID();
  const deliverId = `deliver/local/test/${slug}`;
  const repository = { url: '/somewhere', id: 'test', name: 'library' };
  const receipt = { ...aReceipt(), deliverId, repository, outcome: 'failed' as const, branch: null, commit: null };
  const text = await ledger.artifacts.put('A thing');
  const spec = { title: 'A thing', slug, sha256: 'e'.repeat(64), body: text, source: 'SPEC.md', acceptance: null };
  const row = { deliverId, generation: 1, run: `${slug}.1`, spec, repository, budgetMicroUsd: 1, startedAtMs: 1 };
  const request = requestFor(slug, spec.sha256);

  await ledger.specs.record(row);
  await ledger.specs.close({ ...receipt, spentMicroUsd: 5 }, text, text);
  expect(await startOrAttach(client, ledger, request)).toMatchObject({ kind: 'endedBefore' });
  await ledger.specs.record({ ...row, generation: 2 });
  await ledger.specs.close({ ...receipt, generation: 2, spentMicroUsd: 0 }, text, text);
  const again = await startOrAttach(client, ledger, request);
  expect(again).toMatchObject({ kind: 'started', generation: 3 });
  await client.workflow.getHandle(deliverId).terminate('by the test');
  await ledger.close();
  await connection.close();
});

test('a server that does not answer is named, and status reads the ledger without it', async () => {
  const nowhere = { ...env, TEMPORAL_ADDRESS: '127.0.0.1:1' };
  const paused = await callCli(['pause'], { env: nowhere });
  expect(paused).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('No Temporal server answers at 127.0.0.1:1'),
  });
  expect(await callCli(['status'], { env: nowhere })).toMatchObject({ exitCode: 0 });
});
