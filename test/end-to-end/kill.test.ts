// What a run survives, a whole night each time. Nights take most of a minute of both cores, so that one serves several
// tests where these look at different things of it; the harder one then holds for each.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLedger } from '../../activities/ledger/create-ledger.js';
import type { Receipt } from '../../core/receipt.js';
import {
  boughtTwice,
  killHard,
  killServer,
  type Night,
  type Running,
  receiptOf,
  runsInSandbox,
  startNight,
  until,
  untilTestRun,
} from './night.js';

const LATENCY_MS = 400;
/** For a night with up to four starts; it has room for a machine that does much else. */
const TIMEOUT_MS = 480_000;

let night: Night;

/** Branches of the user's repository. */
function branches(): string[] {
  return execFileSync('git', ['-C', night.repository, 'for-each-ref', '--format=%(refname:short)'], {
    encoding: 'utf8',
  })
    .trim()
    .split('\n');
}

async function goOn(): Promise<Receipt> {
  const second = night.run('--json');
  const { exitCode, stdout } = await second.ended;
  if (exitCode !== 0) throw new Error(`it ended with ${exitCode}: ${second.printed()}`);
  return receiptOf(stdout);
}

async function chargedByLedger(deliverId: string): Promise<number> {
  const ledger = await createLedger({ file: join(night.room, 'home', 'state', 'ledger.db') });
  try {
    return (await ledger.journal.chargedUnder(deliverId)).chargedMicroUsd;
  } finally {
    await ledger.close();
  }
}

async function expectOneGoodEnd(receipt: Receipt): Promise<void> {
  expect(receipt).toMatchObject({ outcome: 'delivered', scripted: true });
  expect(branches().sort()).toEqual(['main', receipt.branch]);
  const parts = [...receipt.candidates, ...receipt.overheadCalls].map((part) => part.chargedMicroUsd);
  expect(parts.reduce((sum, part) => sum + part, 0)).toBe(receipt.spentMicroUsd);
  expect(await chargedByLedger(receipt.deliverId)).toBe(receipt.spentMicroUsd);
}

/** Gives the tests of one describe a night that they share, with a failing judgement and a repair where it `slips`. */
function withNight(slips: boolean, story: () => Promise<void>): void {
  beforeAll(async () => {
    night = await startNight({ latencyMs: LATENCY_MS, slips });
    await story();
  }, TIMEOUT_MS);
  afterAll(() => night.end(), TIMEOUT_MS);
}

describe('a run whose process is killed with -9', () => {
  let receipt: Receipt;
  /** What had been bought twice when the run had gone on from each kill as far as to the next. */
  let twice: { afterToolRun: string[]; afterTestRun: string[]; afterModelCall: string[] };

  async function killed(running: Running, when: (running: Running) => Promise<void>): Promise<string[]> {
    await when(running);
    const bought = boughtTwice(night);
    await killHard(running);
    return bought;
  }

  withNight(true, async () => {
    await killed(night.run(), async (first) => {
      await until(first, 'the first turn', () => night.model.calls().length >= 2);
      await until(first, 'a tool run', () => runsInSandbox(first));
    });
    const afterToolRun = await killed(night.run(), untilTestRun);
    const asked = night.model.calls().length;
    const inNextCall = (third: Running) => until(third, 'the next call', () => night.model.calls().length > asked);
    const afterTestRun = await killed(night.run(), inNextCall);
    receipt = await goOn();
    twice = { afterToolRun, afterTestRun, afterModelCall: boughtTwice(night) };
  });

  test('in a model call goes on by the same command, and buys again only what was not recorded', async () => {
    await expectOneGoodEnd(receipt);
    expect(twice.afterModelCall.length).toBeLessThanOrEqual(1);
  });

  test('in a tool run goes on by the same command and buys nothing again', async () => {
    await expectOneGoodEnd(receipt);
    expect(twice.afterToolRun).toEqual([]);
  });

  test('in a test run goes on by the same command and buys nothing again', async () => {
    await expectOneGoodEnd(receipt);
    expect(twice.afterTestRun).toEqual([]);
  });
});

interface Left {
  exitCode: number | null;
  printed: string;
  boughtTwice: string[];
}

describe('a run that is left, and then loses its server', () => {
  let left: Left;
  let stopped: Left;
  let running: Running;

  async function untilNextCall(one: Running): Promise<void> {
    const asked = night.model.calls().length;
    await until(one, 'the next call', () => night.model.calls().length > asked);
  }

  async function leftBy(signal: NodeJS.Signals): Promise<Left> {
    const one = night.run();
    await untilNextCall(one);
    one.child.kill(signal);
    const { exitCode } = await one.ended;
    return { exitCode, printed: one.printed(), boughtTwice: boughtTwice(night) };
  }

  withNight(false, async () => {
    left = await leftBy('SIGINT');
    stopped = await leftBy('SIGTERM');
    running = night.run();
    await untilNextCall(running);
    await killServer(night);
    await running.ended;
  });

  test('pauses on Ctrl-C after the call in flight, and the same command goes on', () => {
    expect(left).toEqual({ exitCode: 130, printed: expect.stringContaining('Paused. Go on'), boughtTwice: [] });
  });

  test('is not paused by SIGTERM, which lets the call in flight finish, too', () => {
    expect(stopped).toEqual({ exitCode: 130, printed: expect.stringContaining('Stopped. Go on'), boughtTwice: [] });
  });

  test('goes on by itself when the Temporal server is killed with -9', async () => {
    expect([(await running.ended).exitCode, running.printed()]).toEqual([0, expect.stringContaining('Delivered')]);
    const asked = night.command('receipt', '--json');
    const { exitCode, stdout } = await asked.ended;
    expect([exitCode, asked.printed()]).toEqual([0, stdout]);
    await expectOneGoodEnd(JSON.parse(stdout));
    expect(boughtTwice(night)).toEqual([]);
  });
});
