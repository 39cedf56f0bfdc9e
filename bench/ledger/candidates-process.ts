// A process of the bench `ledger`, as a worker is one: candidates side by side, each making its calls one after another,
// with the journal as real calls have it. Prints what it measured as one line of JSON.
// Usage: candidates-process LEDGER NAME CANDIDATES CALLS MODEL_MS
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { createLedger } from '../../activities/ledger/create-ledger.js';
import { parseLedger } from '../../activities/ledger/ledger-address.js';
import type { Measured } from './measured.js';
import { CHARGE_MICRO_USD, modelAnswer } from './model-answer.js';

const NANOSECONDS_PER_MS = 1e6;
const LOOP_RESOLUTION_MS = 1;
const USAGE = { inputTokens: 9_000, cachedInputTokens: 8_000, cacheWriteTokens: 500, outputTokens: 700 };

const [address = '', name = '', candidates, calls, modelMs] = process.argv.slice(2);
const ledger = await createLedger(parseLedger(address));
const writesMs: number[] = [];
const blocked = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
blocked.enable();
const startedAt = performance.now();
await Promise.all(Array.from({ length: Number(candidates) }, (_, index) => candidate(`${name}/${index}`)));
const tookMs = performance.now() - startedAt;
blocked.disable();
await ledger.close();
const measured: Measured = {
  writesMs,
  tookMs,
  blockedMs: { p99: blocked.percentile(99) / NANOSECONDS_PER_MS, longest: blocked.max / NANOSECONDS_PER_MS },
};
console.log(JSON.stringify(measured));

async function candidate(key: string): Promise<void> {
  for (let step = 0; step < Number(calls); step++) {
    const requestHash = `${key}/${step}`;
    const call = {
      key: requestHash,
      requestHash,
      model: 'bench/model',
      purpose: 'build',
      worstMicroUsd: 90_000,
      worstTokens: 9_000,
    };
    const row = await write(() => ledger.journal.start({ ...call, startedAtMs: Date.now() }));
    // Models differ, and so candidates do not keep in step.
    if (Number(modelMs) > 0) await setTimeout(Number(modelMs) * (0.5 + Math.random()));
    const answer = await write(() => ledger.artifacts.put(modelAnswer(requestHash)));
    const booked = { usage: USAGE, chargedMicroUsd: CHARGE_MICRO_USD, answer, endedAtMs: Date.now() };
    await write(() => ledger.journal.settle(row, booked));
  }
}

/** Measured from when it is asked for until it is on the disk. */
async function write<T>(work: () => Promise<T>): Promise<T> {
  const askedAt = performance.now();
  const result = await work();
  writesMs.push(performance.now() - askedAt);
  return result;
}
