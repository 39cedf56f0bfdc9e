// One night on which processes come and go as at deploys and in accidents, while two submitted specs are worked on: what
// it showed at its end is looked at by several tests.
import { existsSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findHome } from '../../activities/home.js';
import { processBirth } from '../../activities/process-birth.js';
import { worktreesIn } from '../../activities/workspace/places.js';
import type { Receipt } from '../../core/receipt.js';
import { callNames, killHard, type Night, type Running, receiptOf, sandboxesOf, startNight, until } from './night.js';

const LATENCY_MS = 400;
const TIMEOUT_MS = 480_000;
const TITLE = /^# .+/;

interface Submitted {
  workflowId: string;
  started: boolean;
  worked: boolean;
}

let night: Night;
let other: string;

/** Names of the calls that each process asked for, in the order of the processes. */
const asked: string[][] = [];
const submitted: Submitted[] = [];
const exitCodes: (number | null)[] = [];
const receipts: Receipt[] = [];
let sandboxes: number[];

function about(command: 'submit' | 'run', spec: string): Running {
  const settings = ['--config', night.config, '--budget', '1', '--json'];
  return night.command(command, spec, '--repo', night.repository, ...settings);
}

async function submit(spec: string): Promise<void> {
  submitted.push(JSON.parse((await about('submit', spec).ended).stdout));
}

function serve(command: 'up' | 'worker', drain: string): Running {
  return night.command(command, '--config', night.config, '--drain', drain, '--json');
}

function untilReady(serving: Running): Promise<void> {
  return until(serving, 'it is ready', () => serving.printed().includes('"ready":true'));
}

/** Follows with `run`, as somebody would who does not remember that the spec was submitted. */
async function follow(spec: string): Promise<void> {
  const following = about('run', spec);
  const { exitCode, stdout } = await following.ended;
  if (exitCode !== 0) throw new Error(`it ended with ${exitCode}: ${following.printed()}`);
  receipts.push(receiptOf(stdout));
}

async function serverPid(): Promise<number | undefined> {
  const file = await readFile(
    join(findHome({ NIGHTSHIFT_HOME: join(night.room, 'home') }).state, 'server.json'),
    'utf8',
  );
  const { server }: { server: { pid: number } | null } = JSON.parse(file);
  return server?.pid;
}

function noteCalls(): void {
  asked.push(callNames(night).slice(asked.flat().length));
}

async function untilAsked(serving: Running): Promise<void> {
  const before = asked.flat().length;
  await until(serving, 'a model call', () => night.model.calls().length > before);
}

async function story(): Promise<void> {
  await submit(night.spec);
  const killed = serve('up', '60s');
  await untilReady(killed);
  await Promise.all([submit(other), submit(night.spec)]);
  await untilAsked(killed);
  await killHard(killed);
  noteCalls();

  const deployed = serve('up', '60s');
  await untilAsked(deployed);
  const hasty = serve('worker', '0s');
  deployed.child.kill('SIGTERM');
  exitCodes.push((await deployed.ended).exitCode);
  noteCalls();

  await untilReady(hasty);
  const last = serve('up', '60s');
  await until(hasty, 'a tool run', async () => {
    sandboxes = await sandboxesOf(hasty);
    return sandboxes.length > 0;
  });
  hasty.child.kill('SIGTERM');
  exitCodes.push((await hasty.ended).exitCode);
  noteCalls();

  await untilReady(last);
  const died = await serverPid();
  if (died === undefined) throw new Error('no server is up');
  process.kill(died, 'SIGKILL');
  await until(last, 'the server is back', async () => ![died, undefined].includes(await serverPid()));
  await Promise.all([follow(night.spec), follow(other)]);
  noteCalls();
  last.child.kill('SIGTERM');
  exitCodes.push((await last.ended).exitCode);
}

function calledAgain(process: number): string[] {
  const later = new Set(asked.slice(process + 1).flat());
  return (asked[process] ?? []).filter((name) => later.has(name));
}

describe('submitted runs whose workers come and go', () => {
  beforeAll(async () => {
    night = await startNight({ latencyMs: LATENCY_MS, slips: false });
    other = join(night.room, 'OTHER.md');
    const text = await readFile(night.spec, 'utf8');
    await writeFile(other, text.replace(TITLE, '# The other page too'));
    await story();
  }, TIMEOUT_MS);
  afterAll(() => night.end(), TIMEOUT_MS);

  test('are delivered, each with books that add up', () => {
    for (const receipt of receipts) {
      expect(receipt).toMatchObject({ outcome: 'delivered', scripted: true });
      const parts = [...receipt.candidates, ...receipt.overheadCalls].map((part) => part.chargedMicroUsd);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(receipt.spentMicroUsd);
    }
    expect(new Set(receipts.map(({ deliverId }) => deliverId)).size).toBe(2);
  });

  test('are started once however often they are submitted, also where nobody works yet', () => {
    const of = (id: string | undefined) => submitted.filter(({ workflowId }) => workflowId === id);
    expect(of(submitted[0]?.workflowId).map(({ started, worked }) => [started, worked])).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(new Set(submitted.map(({ workflowId }) => workflowId)).size).toBe(2);
  });

  test('go on when "nightshift up" was killed with -9, and buy again only what was in flight', () => {
    expect(calledAgain(0).length).toBeLessThanOrEqual(2);
  });

  test('lose no model call at a deploy that lets calls finish', () => {
    expect([exitCodes[0], calledAgain(1)]).toEqual([0, []]);
  });

  test('are handed back at once in a tool run by a worker that has no time, whose sandbox goes with it', async () => {
    expect(exitCodes[1]).toBe(0);
    expect(await Promise.all(sandboxes.map(processBirth))).toEqual(sandboxes.map(() => null));
    expect(calledAgain(2).length).toBeLessThanOrEqual(1);
  });

  test('leave no worktree and no server behind when the last process has left', async () => {
    const home = findHome({ NIGHTSHIFT_HOME: join(night.room, 'home') });
    const root = worktreesIn(home);
    const left = existsSync(root) ? readdirSync(root).flatMap((id) => readdirSync(join(root, id))) : [];
    expect([exitCodes[2], left]).toEqual([0, []]);
    expect(await serverPid()).toBeUndefined();
  });
});
