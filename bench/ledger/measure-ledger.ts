// Fifty candidates in several processes on one ledger: how long their writes take, and whether each is there, once.
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { createLedger } from '../../activities/ledger/create-ledger.js';
import { parseLedger } from '../../activities/ledger/ledger-address.js';
import type { Figure } from '../support/bench.js';
import type { Measured } from './measured.js';
import { CHARGE_MICRO_USD } from './model-answer.js';

const PROCESS = fileURLToPath(new URL('./candidates-process.js', import.meta.url));
/** As workers of one machine. */
export const PROCESSES = 2;
export const CANDIDATES = 50;
const CANDIDATES_EACH = CANDIDATES / PROCESSES;

export interface Load {
  /** Names its figures and its keys. */
  name: string;
  /** Made by each candidate, one after another. */
  calls: number;
  /** How long the simulated model takes for each; nothing, for the hardest load there can be. */
  modelMs: number;
}

/** `p95Goal` is null where none was set. */
export async function measureLedger(address: string, load: Load, p95Goal: string | null): Promise<Figure[]> {
  const names = Array.from({ length: PROCESSES }, (_, index) => `${load.name}/${index}`);
  const all = await Promise.all(names.map((name) => runProcess(address, name, load)));
  const writesMs = all.flatMap((one) => one.writesMs).sort((a, b) => a - b);
  const seconds = Math.max(...all.map(({ tookMs }) => tookMs)) / 1_000;
  const figure = (name: string, value: number, goal: string | null = null) => ({
    name: `${load.name}.${name}`,
    value: Number(value.toFixed(1)),
    goal,
  });
  return [
    figure('callsPerSecond', (CANDIDATES * load.calls) / seconds),
    figure('p50Ms', percentile(writesMs, 0.5)),
    figure('p95Ms', percentile(writesMs, 0.95), p95Goal),
    figure('p99Ms', percentile(writesMs, 0.99)),
    figure('blockedP99Ms', Math.max(...all.map(({ blockedMs }) => blockedMs.p99))),
    figure('blockedLongestMs', Math.max(...all.map(({ blockedMs }) => blockedMs.longest))),
    ...(await countRows(address, load)).map(({ name, value }) => figure(name, value, '= 0')),
  ];
}

async function runProcess(address: string, name: string, { calls, modelMs }: Load): Promise<Measured> {
  const args = [address, name, CANDIDATES_EACH, calls, modelMs].map(String);
  const { stdout } = await execa(process.execPath, [PROCESS, ...args]);
  return JSON.parse(stdout);
}

/** Read by another connection, as anybody would. */
async function countRows(address: string, { name, calls }: Load): Promise<{ name: string; value: number }[]> {
  const ledger = await createLedger(parseLedger(address));
  try {
    const found = { lost: 0, doubled: 0 };
    for (let index = 0; index < CANDIDATES; index++) {
      for (let step = 0; step < calls; step++) {
        const candidate = `${name}/${index % PROCESSES}/${Math.floor(index / PROCESSES)}`;
        const rows = await ledger.journal.attempts(`${candidate}/${step}`);
        if (!rows.some(({ state, answer }) => state === 'settled' && answer !== null)) found.lost += 1;
        found.doubled += Math.max(0, rows.length - 1);
      }
    }
    const { chargedMicroUsd } = await ledger.journal.chargedUnder(name);
    const owedMicroUsd = CANDIDATES * calls * CHARGE_MICRO_USD;
    return [
      { name: 'rowsLost', value: found.lost },
      { name: 'rowsDoubled', value: found.doubled },
      { name: 'microUsdOff', value: Math.abs(chargedMicroUsd - owedMicroUsd) },
    ];
  } finally {
    await ledger.close();
  }
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
