// `nightshift up` and `nightshift intake` as processes, with the double of GitHub beside them.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import getPort from 'get-port';
import { findHome } from '../../../activities/home.js';
import { stopServer } from '../../../workers/server/keep-server.js';
import { type GitHubDouble, startGitHub } from '../../doubles/github/github-double.js';
import { giveQuietPorts } from '../../doubles/quiet-ports.js';
import { TEST_STATE_PREFIX, testEnvironment } from '../../setup/test-home.js';
import { callCli } from '../call-cli.js';

const MAIN = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
const SECRET = 'a-secret-for-the-webhook-of-this-test';
const LONG_MS = 90_000;
/** Looking costs a process each time. */
const LOOK_EVERY_MS = 300;

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Place {
  forge: GitHubDouble;
  env: NodeJS.ProcessEnv;
  config: string;
}

async function aPlace(): Promise<Place> {
  const forge = await startGitHub();
  await forge.addRepository('acme/shop', { roles: { ann: 'write', night: 'write' }, files: { 'README.md': 'Shop' } });
  const root = mkdtempSync(join(tmpdir(), TEST_STATE_PREFIX));
  const env = {
    ...testEnvironment(),
    NIGHTSHIFT_HOME: root,
    GITHUB_TOKEN: forge.token('night'),
    NIGHTSHIFT_WEBHOOK_SECRET: SECRET,
    ANTHROPIC_API_KEY: 'not-a-key-and-never-used',
  };
  const { state } = findHome(env);
  mkdirSync(state, { recursive: true });
  await giveQuietPorts(state);
  const config = join(root, 'operator.yml');
  const github = {
    repositories: ['acme/shop'],
    host: forge.host,
    apiUrl: forge.apiUrl,
    webUrl: forge.url,
    webhook: { port: await getPort(), secretEnv: 'NIGHTSHIFT_WEBHOOK_SECRET' },
  };
  writeFileSync(config, JSON.stringify({ sandbox: 'none', github }));
  cleanups.push(async () => {
    await stopServer({ home: findHome(env), env, say: () => undefined });
    await forge.close();
    rmSync(root, { recursive: true, force: true });
  });
  return { forge, env, config };
}

interface Serving {
  child: ChildProcess;
  document: { webhookUrl?: string; github?: { webhookUrl: string } };
}

async function serve({ env, config }: Place, command: string): Promise<Serving> {
  const child = spawn(process.execPath, [MAIN, command, '--config', config, '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  cleanups.push(() => child.kill('SIGKILL'));
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  let printed = '';
  while (!printed.includes('\n')) {
    const next = await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'exit')]);
    if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode}: ${said}`);
    printed += String(next[0]);
  }
  return { child, document: JSON.parse(printed) };
}

async function leave({ child }: Serving): Promise<number | null> {
  child.kill('SIGTERM');
  if (child.exitCode === null) await once(child, 'exit');
  return child.exitCode;
}

async function runsOf({ env }: Place): Promise<string[]> {
  const { stdout } = await callCli(['status', '--json'], { env });
  const { runs = [] } = JSON.parse(stdout) as { runs?: { deliverId: string }[] };
  return runs.map(({ deliverId }) => deliverId).sort();
}

async function untilRuns(place: Place, count: number): Promise<string[]> {
  for (;;) {
    const runs = await runsOf(place);
    if (runs.length >= count) return runs;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

test(
  'up finds by a poll what was labelled before, and hears by its webhook what is labelled afterwards',
  async () => {
    const place = await aPlace();
    const ann = place.forge.as('ann');
    ann.openIssue({ title: 'First', body: 'Do it.', labels: ['nightshift'] });
    const up = await serve(place, 'up');
    const id = (number: number) => `deliver/${place.forge.host}/acme/shop/${number}`;
    expect(await untilRuns(place, 1)).toEqual([id(1)]);
    place.forge.webhooks.to(up.document.github?.webhookUrl ?? '', SECRET);
    ann.openIssue({ title: 'Second', body: 'Do it, too.', labels: ['nightshift'] });
    expect(await untilRuns(place, 2)).toEqual([id(1), id(2)]);
    expect(await leave(up)).toBe(0);
  },
  LONG_MS,
);

test(
  'intake takes webhooks while nobody works, and what it took is done by the next worker',
  async () => {
    const place = await aPlace();
    const intake = await serve(place, 'intake');
    const url = intake.document.webhookUrl ?? '';
    expect((await fetch(new URL('/health', url))).status).toBe(200);
    place.forge.webhooks.to(url, SECRET);
    place.forge.as('ann').openIssue({ title: 'First', body: 'Do it.', labels: ['nightshift'] });
    await place.forge.webhooks.idle();
    expect(place.forge.webhooks.deliveries.flatMap(({ answers }) => answers)).toEqual([202, 202]);
    expect(await leave(intake)).toBe(0);
    const worker = await serve(place, 'worker');
    expect(await untilRuns(place, 1)).toEqual([`deliver/${place.forge.host}/acme/shop/1`]);
    expect(await leave(worker)).toBe(0);
  },
  LONG_MS,
);

test(
  'intake says what it lacks',
  async () => {
    const { env, config, forge } = await aPlace();
    const call = (file: string, change: NodeJS.ProcessEnv = {}) => {
      return callCli(['intake', '--config', file], { env: { ...env, ...change } });
    };
    const bare = `${config}.bare.yml`;
    writeFileSync(bare, JSON.stringify({ github: { repositories: ['acme/shop'], host: forge.host } }));
    expect(await call(bare)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('has no github.webhook') });
    expect(await call(config, { NIGHTSHIFT_WEBHOOK_SECRET: '' })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('NIGHTSHIFT_WEBHOOK_SECRET is not set'),
    });
  },
  LONG_MS,
);
