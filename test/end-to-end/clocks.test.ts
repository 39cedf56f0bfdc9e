// Machines whose clocks are wrong: a run is begun by a worker whose clock is an hour ahead, which is killed with -9, and
// goes on with one whose clock is an hour behind. Server and store have the right time.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findRepository } from '../../activities/workspace/find-repository.js';
import { callCli } from '../cli/call-cli.js';
import { testServer } from '../setup/temporal.js';
import { boughtTwice, killHard, type Night, receiptOf, startNight, until } from './night.js';

const SHIFTED_CLOCK = fileURLToPath(new URL('../doubles/shifted-clock.mjs', import.meta.url));
const HOUR_MS = 3_600_000;
const TIMEOUT_MS = 180_000;
let night: Night;

beforeAll(async () => {
  night = await startNight({ latencyMs: 100, slips: false });
}, TIMEOUT_MS);
afterAll(() => night.end(), TIMEOUT_MS);

function withClock(shiftMs: number): NodeJS.ProcessEnv {
  const node = { NODE_OPTIONS: `--import=${SHIFTED_CLOCK}`, NIGHTSHIFT_TEST_CLOCK_SHIFT_MS: String(shiftMs) };
  return { ...node, TEMPORAL_ADDRESS: testServer().address };
}

test(
  'a run goes from a worker an hour ahead to one an hour behind, is delivered, and its times are right',
  async () => {
    const home = join(night.room, 'home');
    const startedAtMs = Date.now();
    const ahead = night.runFrom(home, withClock(HOUR_MS));
    await until(ahead, 'the second turn', () => night.model.calls().length >= 3);
    await killHard(ahead);
    const behind = night.runFrom(home, withClock(-HOUR_MS), '--json');
    await until(behind, 'a further turn', () => night.model.calls().length >= 4);
    const env = { NIGHTSHIFT_HOME: home, TEMPORAL_ADDRESS: testServer().address };
    const seen = JSON.parse((await callCli(['status', '--json'], { env })).stdout) as {
      runs: { deliverId: string; trouble: unknown }[];
    };
    // The server is the one of all tests.
    const { id } = await findRepository(night.repository);
    const own = seen.runs.filter(({ deliverId }) => deliverId.startsWith(`deliver/local/${id}/`));
    expect(own.map(({ trouble }) => trouble)).toEqual([null]);
    const { exitCode, stdout } = await behind.ended;
    expect(exitCode).toBe(0);
    const receipt = receiptOf(stdout);
    expect(receipt.outcome).toBe('delivered');
    // At most the call that was in flight.
    expect(boughtTwice(night).length).toBeLessThanOrEqual(1);
    const durationMs = receipt.endedAtMs - receipt.startedAtMs;
    expect(receipt.startedAtMs).toBeGreaterThanOrEqual(startedAtMs - 1_000);
    expect(durationMs).toBeLessThanOrEqual(Date.now() - startedAtMs + 1_000);
    for (const { durationMs: tookMs } of receipt.candidates) {
      expect(tookMs).toBeGreaterThanOrEqual(0);
      expect(tookMs).toBeLessThanOrEqual(durationMs);
    }
  },
  TIMEOUT_MS,
);
