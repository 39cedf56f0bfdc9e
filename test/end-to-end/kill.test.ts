import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLedger } from '../../activities/ledger/create-ledger.js';
import { killHard, type Night, type Running, receiptOf, runsInSandbox, startNight, until } from './night.js';

const LATENCY_MS = 400;
const TIMEOUT_MS = 180_000;

let night: Night;

beforeEach(async () => {
  night = await startNight({ latencyMs: LATENCY_MS });
}, TIMEOUT_MS);

afterEach(() => night.end(), TIMEOUT_MS);

/** Branches of the user's repository. */
function branches(): string[] {
  return execFileSync('git', ['-C', night.repository, 'for-each-ref', '--format=%(refname:short)'], {
    encoding: 'utf8',
  })
    .trim()
    .split('\n');
}

async function goOn(): Promise<ReturnType<typeof receiptOf>> {
  const second = night.run('--json');
  const { exitCode, stdout } = await second.ended;
  if (exitCode !== 0) throw new Error(`it ended with ${exitCode}: ${second.printed()}`);
  return receiptOf(stdout);
}

/** Calls that the model answered, by what makes them one and the same. */
function answeredTwice(): string[] {
  const names = night.model.calls().map((call) => `${call.attempt} turn ${call.turnsTaken}`);
  return names.filter((name, index) => names.indexOf(name) !== index);
}

async function chargedByLedger(deliverId: string): Promise<number> {
  const ledger = await createLedger({ file: join(night.room, 'home', 'state', 'ledger.db') });
  try {
    return (await ledger.journal.chargedUnder(deliverId)).chargedMicroUsd;
  } finally {
    await ledger.close();
  }
}

async function expectOneGoodEnd(receipt: Awaited<ReturnType<typeof goOn>>): Promise<void> {
  expect(receipt).toMatchObject({ outcome: 'delivered', scripted: true });
  expect(branches().sort()).toEqual(['main', receipt.branch]);
  const parts = [...receipt.candidates, ...receipt.overheadCalls].map((part) => part.chargedMicroUsd);
  expect(parts.reduce((sum, part) => sum + part, 0)).toBe(receipt.spentMicroUsd);
  expect(await chargedByLedger(receipt.deliverId)).toBe(receipt.spentMicroUsd);
}

async function killed(when: (running: Running) => Promise<void>): Promise<void> {
  const first = night.run();
  await when(first);
  await killHard(first);
}

describe('a run whose process is killed with -9', () => {
  test(
    'in a model call goes on by the same command, and buys again only what was not recorded',
    async () => {
      await killed((first) => until(first, 'the third call', () => night.model.calls().length >= 3));
      await expectOneGoodEnd(await goOn());
      expect(answeredTwice().length).toBeLessThanOrEqual(1);
    },
    TIMEOUT_MS,
  );

  test(
    'in a tool run goes on by the same command and buys nothing again',
    async () => {
      await killed(async (first) => {
        await until(first, 'the first turn', () => night.model.calls().length >= 2);
        await until(first, 'a tool run', () => runsInSandbox(first));
      });
      await expectOneGoodEnd(await goOn());
      expect(answeredTwice()).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    'in a test run goes on by the same command and buys nothing again',
    async () => {
      await killed(async (first) => {
        await until(first, 'a judgement', () => first.printed().includes('judging'));
        await until(first, 'a test run', () => runsInSandbox(first));
      });
      await expectOneGoodEnd(await goOn());
      expect(answeredTwice()).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

describe('a run', () => {
  test(
    'goes on by itself when the Temporal server is killed with -9',
    async () => {
      const running = night.run('--json');
      await until(running, 'the second call', () => night.model.calls().length >= 2);
      const server = JSON.parse(
        execFileSync('cat', [join(night.room, 'home', 'state', 'server.json')], { encoding: 'utf8' }),
      ) as { server: { pid: number } };
      process.kill(server.server.pid, 'SIGKILL');
      const { exitCode, stdout } = await running.ended;
      expect(exitCode).toBe(0);
      await expectOneGoodEnd(receiptOf(stdout));
    },
    TIMEOUT_MS,
  );

  test(
    'pauses on Ctrl-C after the call in flight, and the same command goes on',
    async () => {
      const first = night.run();
      await until(first, 'the second call', () => night.model.calls().length >= 2);
      first.child.kill('SIGINT');
      expect((await first.ended).exitCode).toBe(130);
      expect(first.printed()).toContain('nightshift run');
      await expectOneGoodEnd(await goOn());
      expect(answeredTwice()).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    'leaves no key in what it keeps or prints',
    async () => {
      const running = night.run();
      expect((await running.ended).exitCode).toBe(0);
      expect(running.printed()).not.toContain('sk-planted-key');
      const found = execFileSync('sh', ['-c', `grep -rl sk-planted-key . || true`], {
        cwd: night.room,
        encoding: 'utf8',
      });
      expect(found).toBe('');
    },
    TIMEOUT_MS,
  );
});
