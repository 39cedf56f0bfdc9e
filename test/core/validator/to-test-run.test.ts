import { describe, expect, it } from '@jest/globals';
import type { CommandResult, EndReason } from '../../../core/command.js';
import { toTestRun } from '../../../core/validator/to-test-run.js';
import type { TestStatus } from '../../../core/validator.js';

function command(exitCode: number | null, reason: EndReason = 'exited'): CommandResult {
  return { reason, exitCode, signal: null, output: 'output', outputBytes: 6, durationMs: 5 };
}

function report(...statuses: TestStatus[]) {
  return { ok: true as const, tests: statuses.map((status) => ({ id: 'a.js > x', status, message: '' })) };
}

describe('whether a run can be believed', () => {
  it('is complete when report and exit code tell the same story', () => {
    expect(toTestRun(command(0), report('passed')).complete).toBe(true);
    expect(toTestRun(command(1), report('passed', 'failed')).complete).toBe(true);
  });

  it('trusts failures in the report more than an exit code of 0', () => {
    const run = toTestRun(command(0), report('failed'));
    expect([run.complete, run.tests[0]?.status]).toEqual([true, 'failed']);
  });

  it('is not complete when nothing failed in the report but the command did', () => {
    const run = toTestRun(command(3), report('passed', 'skipped'));
    expect(run).toMatchObject({ complete: false, problem: expect.stringContaining('exit code 3') });
  });

  it.each<EndReason>(['signaled', 'timedOut', 'outOfMemory', 'outputLimit', 'cancelled'])(
    'is not complete when it ended as %s, whatever the report says',
    (reason) => expect(toTestRun(command(null, reason), report('passed')).complete).toBe(false),
  );

  it('is not complete without a report or without tests in it', () => {
    expect(toTestRun(command(0), { ok: false, problem: 'the test command wrote no report' })).toMatchObject({
      complete: false,
      tests: [],
    });
    expect(toTestRun(command(0), report()).problem).toContain('no tests were found');
  });

  it('takes the whole command for one test where only the exit code speaks', () => {
    expect(toTestRun(command(0), null)).toMatchObject({ complete: true, tests: [{ status: 'passed' }] });
    expect(toTestRun(command(1), null)).toMatchObject({ complete: true, tests: [{ status: 'failed' }] });
  });

  it('tells tests of the same name apart', () => {
    const run = toTestRun(command(1), report('passed', 'failed'));
    expect(run.tests.map((test) => test.id)).toEqual(['a.js > x', 'a.js > x (2)']);
  });
});
