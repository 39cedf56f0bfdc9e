// The validator's words: how a repository is tested, what its base does, and what a verdict is.
import type { ArtifactRef } from './artifact.js';
import type { SandboxFacts } from './command.js';
import type { DependencyRule } from './terms.js';

export type ReportFormat = 'jest' | 'junit' | 'tap' | 'gotest' | 'cargo' | 'exitCode';

/** A command that runs tests, and how its results are read. */
export interface TestCommand {
  /** The command before it was told to report: `cd packages/a && npm test`. */
  name?: string;
  /** Command whose run is judged; `{report}` in it stands for the report file's path inside the sandbox. */
  test: string;
  reportFormat: ReportFormat;
  /** The test runner behind the command, such as `jest` or `go test`. Absent: not known. */
  runner?: string;
}

/** How the repository is set up and tested, with the evidence that led there. */
export interface ValidatorPlan extends TestCommand {
  /** Command that installs dependencies while registries can be reached and install scripts are off, or null. */
  setup: string | null;
  /** Command that finishes the installation without a network: install scripts, builds. Absent: nothing remains. */
  build?: string;
  /** What `test` leaves out, such as other languages or members of a workspace: each is run and read by itself, and the
   * results count as those of one run. Absent: nothing. */
  moreTests?: TestCommand[];
  /** Variables for setup, tests and tools alike, such as where a toolchain finds what setup made. Never secrets. */
  environment: Record<string, string>;
  /** The command as a person would type it, for prompts and receipts. */
  testForPeople: string;
  /** Globs of protected files that a person lets candidates change, from the spec. Absent: none. */
  mayChange?: string[];
  /** One line for each thing found, for people. */
  evidence: string[];
  baselineRuns: number;
  testTimeoutMs: number;
  setupTimeoutMs: number;
  dependencies: DependencyRule;
}

/** `expectedFailure`: it failed, as its authors say it must until something is mended. Only `passed` is a pass. */
export type TestStatus = 'passed' | 'failed' | 'skipped' | 'todo' | 'expectedFailure';

export interface TestResult {
  /** Stable across runs: file, full name and parameters where the report has them. */
  id: string;
  status: TestStatus;
  /** Failure text, trimmed; empty otherwise. */
  message: string;
}

/** One run of the tests. */
export interface TestRun {
  /** False when it was cut short, crashed, or report and exit code disagree. */
  complete: boolean;
  /** Why it is not complete, for people; empty when it is. */
  problem: string;
  exitCode: number | null;
  tests: TestResult[];
  /** Output of the run, clamped. */
  output: string;
  durationMs: number;
}

export type Stability = 'stablePass' | 'stableFail' | 'flaky' | 'notRun';

export interface TestCounts {
  total: number;
  passed: number;
  failed: number;
  skipped: number;
}

/** What the JSON behind `BaselineOk.results` holds. */
export interface BaselineResults {
  /** Each test of the base by its id. */
  stability: Record<string, Stability>;
  /** Ids that appear or start to matter only with the acceptance files: they must pass in a candidate. */
  acceptance: string[];
  /** Acceptance files that the base cannot load, so that their tests have no names yet: each must hold tests that pass. */
  acceptanceFiles: string[];
  /** True when acceptance tests failed or broke off on the base without a name or a file to know them by. Every test of a
   * judged run that the base does not have is then taken for one: all must pass, and there must be one at least. */
  acceptanceUnnamed: boolean;
  /** Tests of the base that the acceptance files replace: not missed where those are in the judged tree. */
  replaced: string[];
  /** Test files of the base that no glob protects; they are protected all the same. Absent: none. */
  testFiles?: string[];
  /** True when the report names no tests, so that only the exit code speaks. */
  exitCodeOnly: boolean;
}

export interface BaselineOk {
  ok: true;
  counts: TestCounts;
  flaky: number;
  stableFail: number;
  /** How many tests and files the acceptance files are known to ask for; at least this many must pass. */
  acceptance: number;
  /** What is said of tests that fail on the base or come out at random. Absent: there are none. */
  failuresNote?: string;
  /** The spec's acceptance files with those of the base that it names, `AcceptanceFiles` as JSON. Absent: it names none. */
  acceptanceFiles?: ArtifactRef;
  /** One sentence or two for people when the acceptance files do not show that the work was done; else empty. */
  acceptanceNote: string;
  runs: number;
  /** Of the worker that ran the baseline. */
  sandbox: SandboxFacts;
  results: ArtifactRef;
  durationMs: number;
}

export interface ExpectedFailure<Reason extends string> {
  ok: false;
  reason: Reason;
  /** One message for people that names the thing and the way out. */
  message: string;
  log: ArtifactRef | null;
}

export type BaselineFailureReason = 'setupFailed' | 'cannotRun' | 'noTests' | 'timedOut' | 'testsDontExercise';
export type BaselineOutcome = BaselineOk | ExpectedFailure<BaselineFailureReason>;

export type FindingKind =
  | 'acceptance'
  | 'regression'
  | 'missing'
  | 'run'
  | 'canary'
  | 'heldOut'
  | 'unchanged'
  | 'undone'
  | 'conflict'
  | 'secret';

export interface Finding {
  kind: FindingKind;
  /** The test's id, or empty when the run itself is meant. */
  test: string;
  message: string;
}

/** `untrusted`: the tests passed, but a failing test that was put among them did not fail. `conflict`: marks of one are left. */
export type VerdictReason =
  | 'passed'
  | 'acceptance'
  | 'regression'
  | 'incomplete'
  | 'untrusted'
  | 'unchanged'
  | 'conflict'
  | 'secret';

/** The run after a pass in which failing tests stand in the protected test files: each of them has to fail. */
export interface CanaryReport {
  /** Test files that carried one. */
  files: number;
  /** Failing tests that were put in. */
  canaries: number;
  /** Why some or all test files carried none, for people; empty when all did. */
  note: string;
  durationMs: number;
}

export interface HeldOutCounts {
  passed: number;
  total: number;
}

/** A test of the base that the spec contradicts and that did not pass. */
export interface SupersededFailure {
  id: string;
  /** True when a person set it aside; otherwise the result is a draft. */
  byLeave: boolean;
}

export interface Verdict {
  /** Tests named in `superseded` do not count against it. */
  passed: boolean;
  reason: VerdictReason;
  /** In [0,1]: share of acceptance tests passed, times share of kept regression tests. */
  score: number;
  /** `Finding[]` as JSON, the most useful first: what a repair is told. Histories carry the reference only. */
  findings: ArtifactRef;
  findingCount: number;
  /** The first finding in one line of at most 200 characters, for people; empty when there is none. */
  firstFinding: string;
  counts: TestCounts;
  /** Passed and all of the acceptance tests; both 0 without any. */
  acceptancePassed: number;
  acceptanceTotal: number;
  /** Acceptance tests that failed, held-out ones included: never shown to a generator. Absent: none, or too many to say. */
  failedAcceptance?: string[];
  /** Of the held-out tests. Absent: there are none, or the shown ones did not pass. */
  heldOut?: HeldOutCounts;
  /** Protected paths that the candidate had changed; they were restored before judging. */
  tampered: string[];
  /** Protected paths that the candidate changed by a person's leave (`mayChange`). Absent: none. */
  opened?: string[];
  /** Tests that the spec contradicts, as far as they did not pass. Absent: none. */
  superseded?: SupersededFailure[];
  /** Tests that failed in one run and not in another of the same commit or the base; they decided nothing. Absent: none. */
  flaky?: string[];
  /** Absent where nothing passed, so that nothing had to be looked at again. */
  canary?: CanaryReport;
  /** Of the run of the tests that decided, of the verdict's time. Absent where nothing was run. */
  testsMs?: number;
  /** Test files that the candidate added and that were left out, since not all of their tests pass. */
  droppedTests?: string[];
  /** The commit that was judged: the candidate's with protected paths restored. This is what may be delivered. */
  judgedCommit: string;
  log: ArtifactRef | null;
  durationMs: number;
  /** True when the ledger had this verdict and nothing was run. */
  cached: boolean;
}

/** More failing tests than these are not named one by one in a verdict, which histories carry. */
export const FAILED_NAMES_MAX = 50;
export const FINDINGS_MAX = 20;
export const FINDING_CHARS_MAX = 1_500;
