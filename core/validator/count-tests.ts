// Counts of a run for people. A test that is not done yet (todo) counts as skipped: neither is a pass.
import type { TestCounts, TestResult } from '../validator.js';

export function countTests(tests: readonly TestResult[]): TestCounts {
  const counts: TestCounts = { total: tests.length, passed: 0, failed: 0, skipped: 0 };
  for (const { status } of tests) {
    if (status === 'passed') counts.passed += 1;
    else if (status === 'failed') counts.failed += 1;
    else counts.skipped += 1;
  }
  return counts;
}
