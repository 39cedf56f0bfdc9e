// The rule that decides. A run passes when it is complete, all acceptance tests pass, and every test that always passed
// on the base still passes: one that fails, is skipped or is gone counts alike. Flaky tests decide nothing.
import type { BaselineResults, Finding, TestCounts, TestResult, TestRun, VerdictReason } from '../validator.js';
import { countTests } from './count-tests.js';
import { findingsOf, type Shortfall } from './findings.js';
import { fileOfTest, isWholeFile } from './test-id.js';

export interface Judgement {
  passed: boolean;
  reason: VerdictReason;
  /** In [0,1]; 1 exactly when all acceptance tests passed and nothing was lost in a complete run. */
  score: number;
  findings: Finding[];
  counts: TestCounts;
  acceptancePassed: number;
  acceptanceTotal: number;
}

export function judgeRun(baseline: BaselineResults, run: TestRun, judgeAcceptance: boolean): Judgement {
  const results = new Map(run.tests.map((test) => [test.id, test]));
  const wanted = judgeAcceptance ? wantedTests(baseline, run) : { ids: [], emptyFiles: [] };
  const acceptanceTotal = wanted.ids.length + wanted.emptyFiles.length;
  const keptIds = regressionIds(baseline, judgeAcceptance);
  const acceptance = [
    ...shortfalls(wanted.ids, results),
    ...wanted.emptyFiles.map((id) => ({ id, result: results.get(id) ?? null })),
  ];
  const regressions = shortfalls(keptIds, results);
  const acceptancePassed = acceptanceTotal - acceptance.length;
  const score = run.complete
    ? share(acceptancePassed, acceptanceTotal) * share(keptIds.length - regressions.length, keptIds.length)
    : 0;
  return {
    passed: run.complete && acceptance.length === 0 && regressions.length === 0,
    reason: reasonOf(run, acceptance, regressions),
    score,
    findings: findingsOf(run, acceptance, regressions),
    counts: countTests(run.tests),
    acceptancePassed,
    acceptanceTotal,
  };
}

interface WantedTests {
  ids: string[];
  /** Acceptance files in which this run found no test: each is one failure, however the file itself is reported. */
  emptyFiles: string[];
}

/** The acceptance tests by name, and every test that this run found in files whose tests had no names on the base. */
function wantedTests(baseline: BaselineResults, run: TestRun): WantedTests {
  const ids = new Set(baseline.acceptance);
  const emptyFiles: string[] = [];
  for (const file of baseline.acceptanceFiles) {
    const inFile = run.tests.filter((test) => fileOfTest(test.id) === file && !isWholeFile(test.id));
    if (inFile.length === 0) emptyFiles.push(file);
    for (const test of inFile) ids.add(test.id);
  }
  return { ids: [...ids], emptyFiles };
}

function regressionIds(baseline: BaselineResults, judgeAcceptance: boolean): string[] {
  const excused = new Set(judgeAcceptance ? [...baseline.acceptance, ...baseline.replaced] : []);
  return Object.keys(baseline.stability).filter((id) => baseline.stability[id] === 'stablePass' && !excused.has(id));
}

function shortfalls(ids: readonly string[], results: ReadonlyMap<string, TestResult>): Shortfall[] {
  const short: Shortfall[] = [];
  for (const id of ids) {
    const result = results.get(id);
    if (result?.status !== 'passed') short.push({ id, result: result ?? null });
  }
  return short;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

function reasonOf(run: TestRun, acceptance: readonly Shortfall[], regressions: readonly Shortfall[]): VerdictReason {
  if (!run.complete) return 'incomplete';
  if (acceptance.length > 0) return 'acceptance';
  if (regressions.length > 0) return 'regression';
  return 'passed';
}
