// jest's JSON report, which vitest and the validator's own helpers write too.

import { testId } from '../../../core/validator/test-id.js';
import type { ParsedReport } from '../../../core/validator/to-test-run.js';
import type { TestResult, TestStatus } from '../../../core/validator.js';
import { type JestAssertion, type JestFile, jestAssertion, jestFile, jestReport } from '../../../schemas/reports.js';
import { REPORT_TESTS_MAX, TOO_MANY_TESTS } from './limits.js';
import { Pauses } from './pauses.js';
import { readJson } from './read-json.js';

const NOT_JEST: ParsedReport = { ok: false, problem: "the report is not jest's JSON" };
const STATUSES: Readonly<Record<string, TestStatus>> = {
  passed: 'passed',
  failed: 'failed',
  skipped: 'skipped',
  pending: 'skipped',
  disabled: 'skipped',
  focused: 'passed',
  todo: 'todo',
  expectedFailure: 'expectedFailure',
};

export async function parseJestReport(text: string): Promise<ParsedReport> {
  const pauses = new Pauses();
  const report = jestReport.safeParse(readJson(text)).data;
  if (!report) return NOT_JEST;
  if (report.wasInterrupted) return { ok: false, problem: 'the test run was interrupted' };
  const tests: TestResult[] = [];
  for (const entry of report.testResults) {
    if (pauses.isDue()) await pauses.take();
    const file = jestFile.safeParse(entry).data;
    if (!file || !(await takeFile(file, tests, pauses))) return NOT_JEST;
    if (tests.length > REPORT_TESTS_MAX) return { ok: false, problem: TOO_MANY_TESTS };
  }
  return { ok: true, tests };
}

/** False when the file holds what is no test. */
async function takeFile(file: JestFile, tests: TestResult[], pauses: Pauses): Promise<boolean> {
  let explained = false;
  for (const entry of file.assertionResults) {
    if (pauses.isDue()) await pauses.take();
    const assertion = jestAssertion.safeParse(entry).data;
    if (!assertion) return false;
    const test = testOf(file, assertion);
    explained ||= test.status === 'failed';
    tests.push(test);
    if (tests.length > REPORT_TESTS_MAX) return true;
  }
  // A file that failed without a failing test could not be loaded, or broke outside its tests.
  if (file.status === 'failed' && !explained) {
    tests.push({ id: testId(file.name), status: 'failed', message: file.message });
  }
  return true;
}

function testOf(file: JestFile, assertion: JestAssertion): TestResult {
  const names = assertion.title === '' ? [assertion.fullName] : [...assertion.ancestorTitles, assertion.title];
  return {
    id: testId(file.name, ...names),
    // A status that we do not know is not a pass.
    status: STATUSES[assertion.status] ?? 'failed',
    message: assertion.failureMessages.join('\n'),
  };
}
