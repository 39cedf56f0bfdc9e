// The rule that decides. A run passes when it is complete, all acceptance tests pass, and every test that always passed
// on the base still passes: one that fails, is skipped or is gone counts alike. Flaky tests decide nothing. A
// failing test that the base does not have counts too: it is an acceptance test, or what became of one of the base's.
import type { BaselineResults, Finding, TestCounts, TestResult, TestRun, VerdictReason } from '../validator.js';
import { countTests } from './count-tests.js';
import { findingsOf, type Shortfall } from './findings.js';
import { fileOfTest, isWholeFile, UNNAMED_ACCEPTANCE } from './test-id.js';

export interface Judgement {
  passed: boolean;
  reason: VerdictReason;
  /** In [0,1]; 1 exactly when all acceptance tests passed and nothing was lost in a complete run. */
  score: number;
  findings: Finding[];
  counts: TestCounts;
  acceptancePassed: number;
  acceptanceTotal: number;
  /** Acceptance tests that did not pass. */
  failedAcceptance: string[];
  /** Tests that always passed on the base and did not in this run. */
  regressions: string[];
  /** Of the tests that the spec contradicts, those that did not pass. */
  superseded: string[];
}

/** What a failing or missing test is forgiven for. */
export interface Leave {
  /** Tests that turned out to be flaky: they decide nothing. */
  flaky: ReadonlySet<string>;
  /** Test files that a person let the candidate change: what it took out of them is not missed, what fails in them counts. */
  opened: ReadonlySet<string>;
  /** Tests that the spec contradicts: they decide nothing, and are named where they fail. Absent: none. */
  superseded?: ReadonlySet<string>;
}

const NO_LEAVE: Leave = { flaky: new Set<string>(), opened: new Set<string>() };

/** `withAcceptance` says that the acceptance files are in the tree that was run. */
export function judgeRun(
  baseline: BaselineResults,
  run: TestRun,
  withAcceptance: boolean,
  leave: Leave = NO_LEAVE,
): Judgement {
  const results = new Map(run.tests.map((test) => [test.id, test]));
  const wanted = withAcceptance ? wantedTests(baseline, run) : { ids: [], absent: [] };
  const guarded = regressionIds(baseline, withAcceptance);
  const keptIds = guarded.filter((id) => isKept(id, results.get(id), leave));
  const superseded = guarded.filter((id) => leave.superseded?.has(id) && results.get(id)?.status !== 'passed');
  const lost = shortfalls(keptIds, results);
  const named = [
    ...shortfalls(wanted.ids, results),
    ...wanted.absent.map((id) => ({ id, result: results.get(id) ?? null })),
  ];
  const unknown = unknownFailures(baseline, run, [...named, ...lost]).filter(
    ({ id }) => withAcceptance || !baseline.acceptance.includes(id),
  );
  // They may be acceptance tests where there are any.
  const acceptance = withAcceptance ? [...named, ...unknown] : named;
  const regressions = withAcceptance ? lost : [...lost, ...unknown];
  const acceptanceTotal = wanted.ids.length + wanted.absent.length + (withAcceptance ? unknown.length : 0);
  const acceptancePassed = acceptanceTotal - acceptance.length;
  const keptTotal = keptIds.length + regressions.length - lost.length;
  const score = run.complete
    ? share(acceptancePassed, acceptanceTotal) * share(keptTotal - regressions.length, keptTotal)
    : 0;
  return {
    passed: run.complete && acceptance.length === 0 && regressions.length === 0,
    reason: reasonOf(run, acceptance, regressions),
    score,
    findings: findingsOf(run, acceptance, regressions),
    counts: countTests(run.tests),
    acceptancePassed,
    acceptanceTotal,
    failedAcceptance: acceptance.map(({ id }) => id),
    regressions: regressions.map(({ id }) => id),
    superseded,
  };
}

function isKept(id: string, result: TestResult | undefined, { flaky, opened, superseded }: Leave): boolean {
  if (flaky.has(id) || superseded?.has(id)) return false;
  return result?.status === 'failed' || !opened.has(fileOfTest(id));
}

interface WantedTests {
  ids: string[];
  /** What should hold tests and holds none in this run: each is one failure, however a file itself is reported. */
  absent: string[];
}

/** The acceptance tests by name, and every test of this run that may be one of those that had no names on the base. */
function wantedTests(baseline: BaselineResults, run: TestRun): WantedTests {
  const ids = new Set(baseline.acceptance);
  const absent: string[] = [];
  for (const file of baseline.acceptanceFiles) {
    const inFile = run.tests.filter((test) => fileOfTest(test.id) === file && !isWholeFile(test.id));
    if (inFile.length === 0) absent.push(file);
    for (const test of inFile) ids.add(test.id);
  }
  if (baseline.acceptanceUnnamed) {
    const unknown = run.tests.filter((test) => !isKnown(baseline, test.id));
    // Those that passed on the base are not the ones that had no names there.
    const proven = new Set(baseline.acceptance);
    if (unknown.every((test) => proven.has(test.id))) absent.push(UNNAMED_ACCEPTANCE);
    for (const test of unknown) ids.add(test.id);
  }
  return { ids: [...ids], absent };
}

/** Failing tests that the base does not have. Those that the candidate added are in no run that is judged, so these
 * come from the acceptance files, or out of the base's tests by what the candidate changed: its fault or its task. */
function unknownFailures(baseline: BaselineResults, run: TestRun, others: readonly Shortfall[]): Shortfall[] {
  const ids = new Set(others.map(({ id }) => id));
  // A file that failed as a whole is what its missing tests are explained with, and no finding of its own then.
  const files = new Set(others.map(({ id }) => fileOfTest(id)));
  return run.tests
    .filter(({ id, status }) => status === 'failed' && !isKnown(baseline, id) && !ids.has(id) && !files.has(id))
    .map((result) => ({ id: result.id, result, unknown: true }));
}

function isKnown(baseline: BaselineResults, id: string): boolean {
  return Object.hasOwn(baseline.stability, id);
}

function regressionIds(baseline: BaselineResults, withAcceptance: boolean): string[] {
  const excused = new Set(withAcceptance ? [...baseline.acceptance, ...baseline.replaced] : []);
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
