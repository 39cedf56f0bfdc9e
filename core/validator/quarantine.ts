// Written tests that nobody passes. One that candidates of two families all fail, while they pass most others, is more
// likely wrong than they are: it is set aside, shown to people, and counted against nobody. What most tests say is not
// doubted: then it is the work that is missing.
import type { BaselineResults, TestRun, Verdict } from '../validator.js';
import { fileOfTest } from './test-id.js';

/** Only less than this share of the acceptance tests is set aside. */
const DOUBTED_SHARE_MAX = 0.5;
const FAMILIES_MIN = 2;

export interface JudgedTry {
  /** Of the generator that made it. */
  family: string;
  verdict: Verdict;
}

/** Ids of the tests to set aside, in order; empty when there is no reason to. */
export function quarantined(tries: readonly JudgedTry[]): string[] {
  // A run that broke off says nothing of single tests.
  const judged = tries.filter(({ verdict }) => verdict.reason === 'acceptance' && verdict.failedAcceptance);
  const passedAll = tries.some(({ verdict }) => verdict.reason === 'regression' || verdict.passed);
  const families = new Set(judged.map(({ family }) => family));
  const [first, ...others] = judged.map(({ verdict }) => verdict);
  if (!first || passedAll || families.size < FAMILIES_MIN) return [];
  const failedByAll = (first.failedAcceptance ?? []).filter((id) =>
    others.every((verdict) => verdict.failedAcceptance?.includes(id)),
  );
  const most = Math.max(...judged.map(({ verdict }) => verdict.acceptanceTotal + (verdict.heldOut?.total ?? 0)));
  return failedByAll.length < most * DOUBTED_SHARE_MAX ? [...failedByAll].sort() : [];
}

/** True when nothing but the tests that are set aside holds it back. */
export function failsNothingElse(verdict: Verdict, setAside: readonly string[]): boolean {
  const failed = verdict.failedAcceptance ?? [];
  return verdict.reason === 'acceptance' && failed.length > 0 && failed.every((id) => setAside.includes(id));
}

/** A run and what it is compared with, as if the tests that are set aside did not exist. */
export function leaveOut<T extends TestRun>(
  setAside: readonly string[],
  baseline: BaselineResults,
  run: T,
): { baseline: BaselineResults; run: T } {
  if (setAside.length === 0) return { baseline, run };
  const isOut = (id: string) => setAside.includes(id) || setAside.includes(fileOfTest(id));
  const tests = run.tests.filter(({ id }) => !isOut(id));
  const left = new Set(tests.map(({ id }) => fileOfTest(id)));
  const emptied = new Set(run.tests.filter(({ id }) => isOut(id)).map(({ id }) => fileOfTest(id)));
  return {
    baseline: {
      ...baseline,
      acceptance: baseline.acceptance.filter((id) => !isOut(id)),
      // A file of which nothing is left is not asked for any more.
      acceptanceFiles: baseline.acceptanceFiles.filter(
        (file) => !isOut(file) && (left.has(file) || !emptied.has(file)),
      ),
    },
    run: { ...run, tests },
  };
}
