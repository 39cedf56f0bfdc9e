// Decides whether a run of the tests can be believed: it ended by itself, left a readable report that names tests, and
// the report and the exit code tell the same story. Everything else is an incomplete run, which passes nobody.
import type { CommandResult, EndReason } from '../command.js';
import type { TestResult, TestRun } from '../validator.js';
import { lastLines } from './clean-message.js';
import { EXIT_CODE_TEST, numberDuplicates } from './test-id.js';

export type ParsedReport = { ok: true; tests: TestResult[] } | { ok: false; problem: string };

/** Begins the problem of a run whose report names no tests. */
export const NO_TESTS_FOUND = 'no tests were found';
/** Lines of output that say why the command failed, in exit-code-only mode. */
const EXIT_CODE_LINES = 40;

const ENDED_EARLY: Record<Exclude<EndReason, 'exited'>, string> = {
  signaled: 'the test command was killed',
  timedOut: 'the test command ran longer than its time limit',
  outOfMemory: 'the test command ran out of memory',
  outputLimit: 'the test command wrote more output than is allowed',
  diskLimit: 'the test command filled more space on disk than is allowed',
  cancelled: 'the test run was cancelled',
};

/** `report` is null where only the exit code speaks. */
export function toTestRun(command: CommandResult, report: ParsedReport | null): TestRun {
  const tests = report === null ? exitCodeTests(command) : report.ok ? numberDuplicates(report.tests) : [];
  const problem = problemOf(command, report, tests);
  return {
    complete: problem === '',
    problem,
    exitCode: command.exitCode,
    tests,
    output: command.output,
    durationMs: command.durationMs,
  };
}

function exitCodeTests(command: CommandResult): TestResult[] {
  if (command.exitCode === null) return [];
  const passed = command.exitCode === 0;
  const message = passed ? '' : `exit code ${command.exitCode}\n${lastLines(command.output, EXIT_CODE_LINES)}`;
  return [{ id: EXIT_CODE_TEST, status: passed ? 'passed' : 'failed', message }];
}

function problemOf(command: CommandResult, report: ParsedReport | null, tests: readonly TestResult[]): string {
  if (command.reason !== 'exited') return ENDED_EARLY[command.reason];
  if (report === null) return '';
  if (!report.ok) return `${report.problem} (exit code ${command.exitCode})`;
  if (tests.length === 0) return `${NO_TESTS_FOUND} (exit code ${command.exitCode})`;
  if (command.exitCode !== 0 && !tests.some((test) => test.status === 'failed')) {
    return `no test failed in the report, but the command ended with exit code ${command.exitCode}`;
  }
  return '';
}
