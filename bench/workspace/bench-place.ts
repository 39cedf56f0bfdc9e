// What the parts of the bench share: where they work, and how they take turns.
import type { Home } from '../../activities/home.js';
import type { Sandbox } from '../../activities/sandbox/sandbox.js';

export interface BenchPlace {
  /** Removed at the end. */
  folder: string;
  home: Home;
  sandbox: Sandbox;
}

/** Median milliseconds of two ways, run in turns so that a busy moment of the machine meets both. */
export async function inTurns(
  rounds: number,
  one: (round: number) => Promise<unknown>,
  other: (round: number) => Promise<unknown>,
): Promise<{ oneMs: number; otherMs: number }> {
  const ones: number[] = [];
  const others: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ones.push(await timed(() => one(round)));
    others.push(await timed(() => other(round)));
  }
  return { oneMs: median(ones), otherMs: median(others) };
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export function ratio(value: number, of: number): number {
  return Number((value / of).toFixed(3));
}
