import { describe, expect, it } from '@jest/globals';
import { combineRuns } from '../../../core/validator/combine-runs.js';
import { EXIT_CODE_TEST } from '../../../core/validator/test-id.js';
import type { TestRun, TestStatus } from '../../../core/validator.js';

function run(tests: Record<string, TestStatus>, more: Partial<TestRun> = {}): TestRun {
  const results = Object.entries(tests).map(([id, status]) => ({
    id,
    status,
    message: status === 'failed' ? 'why' : '',
  }));
  return { complete: true, problem: '', exitCode: 0, tests: results, output: 'said', durationMs: 5, ...more };
}

describe('several commands as one run of the tests', () => {
  it('is the run itself where there is one command', () => {
    const only = run({ a: 'passed' });
    expect(combineRuns([{ name: 'x', run: only }])).toBe(only);
  });

  it('holds the tests of all, told apart where names are the same, and all the time', () => {
    const both = combineRuns([
      { name: 'npm test', run: run({ a: 'passed' }) },
      { name: 'pytest', run: run({ a: 'failed' }, { exitCode: 1 }) },
    ]);
    expect(both).toMatchObject({ complete: true, exitCode: 1, durationMs: 10 });
    expect(both.tests.map(({ id, status }) => [id, status])).toEqual([
      ['a', 'passed'],
      ['a (2)', 'failed'],
    ]);
  });

  it('is not complete when one of them is not, and names it', () => {
    const both = combineRuns([
      { name: 'npm test', run: run({ a: 'passed' }) },
      { name: 'pytest', run: run({}, { complete: false, problem: 'no tests were found', exitCode: 5 }) },
    ]);
    expect(both).toMatchObject({ complete: false, problem: 'no tests were found, in "pytest"', exitCode: 5 });
  });

  it('is one test where only exit codes speak, and a test of its own for a command among others that report', () => {
    const only = combineRuns([
      { name: 'make test', run: run({ [EXIT_CODE_TEST]: 'passed' }) },
      { name: './check', run: run({ [EXIT_CODE_TEST]: 'failed' }, { exitCode: 2 }) },
    ]);
    expect(only.tests).toEqual([{ id: EXIT_CODE_TEST, status: 'failed', message: './check: why' }]);
    const mixed = combineRuns([
      { name: 'npm test', run: run({ a: 'passed' }) },
      { name: './check', run: run({ [EXIT_CODE_TEST]: 'passed' }) },
    ]);
    expect(mixed.tests.map(({ id }) => id)).toEqual(['a', 'the test command "./check"']);
  });
});
