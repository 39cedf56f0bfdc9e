// What several runs of the same tree say about each test: only what was the same every time may decide a verdict.
import type { Stability, TestRun, TestStatus } from '../validator.js';

/** The stability of each test that any of the runs names. A test that one run lacks is flaky. */
export function stabilityOf(runs: readonly TestRun[]): Record<string, Stability> {
  const statuses = new Map<string, TestStatus[]>();
  for (const run of runs) {
    for (const test of run.tests) statuses.set(test.id, [...(statuses.get(test.id) ?? []), test.status]);
  }
  const stability: [string, Stability][] = [];
  for (const [id, seen] of statuses) stability.push([id, ofStatuses(seen, runs.length)]);
  // Built from entries, so that a test named `__proto__` is a key like any other.
  return Object.fromEntries(stability);
}

function ofStatuses(seen: readonly TestStatus[], runs: number): Stability {
  if (seen.length < runs) return 'flaky';
  if (seen.every((status) => status === 'passed')) return 'stablePass';
  if (seen.every((status) => status === 'failed')) return 'stableFail';
  if (seen.every((status) => status !== 'passed' && status !== 'failed')) return 'notRun';
  return 'flaky';
}
