// jest's JSON report, which vitest and the validator's own helpers write too.

import { testId } from '../../../core/validator/test-id.js';
import type { ParsedReport } from '../../../core/validator/to-test-run.js';
import type { TestResult, TestStatus } from '../../../core/validator.js';
import { type JestReport, jestReport } from '../../../schemas/reports.js';

const STATUSES: Readonly<Record<string, TestStatus>> = {
  passed: 'passed',
  failed: 'failed',
  skipped: 'skipped',
  pending: 'skipped',
  disabled: 'skipped',
  focused: 'passed',
  todo: 'todo',
};

export function parseJestReport(text: string): ParsedReport {
  const report = readReport(text);
  if (!report) return { ok: false, problem: "the report is not jest's JSON" };
  if (report.wasInterrupted) return { ok: false, problem: 'the test run was interrupted' };
  return { ok: true, tests: report.testResults.flatMap(testsOfFile) };
}

function readReport(text: string): JestReport | null {
  try {
    return jestReport.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

function testsOfFile(file: JestReport['testResults'][number]): TestResult[] {
  const tests = file.assertionResults.map((assertion): TestResult => {
    const names = assertion.title === '' ? [assertion.fullName] : [...assertion.ancestorTitles, assertion.title];
    return {
      id: testId(file.name, ...names),
      // A status that we do not know is not a pass.
      status: STATUSES[assertion.status] ?? 'failed',
      message: assertion.failureMessages.join('\n'),
    };
  });
  const explained = tests.some((test) => test.status === 'failed');
  // A file that failed without a failing test could not be loaded, or broke outside its tests.
  if (file.status === 'failed' && !explained) {
    tests.push({ id: testId(file.name), status: 'failed', message: file.message });
  }
  return tests;
}
