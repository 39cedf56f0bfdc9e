import { describe, expect, it } from '@jest/globals';
import { type AcceptanceInput, acceptanceTests } from '../../../core/validator/acceptance.js';
import { stabilityOf } from '../../../core/validator/stability.js';
import type { TestRun, TestStatus } from '../../../core/validator.js';

function runOf(tests: Record<string, TestStatus>, complete = true): TestRun {
  const results = Object.entries(tests).map(([id, status]) => ({ id, status, message: '' }));
  return { complete, problem: '', exitCode: 0, tests: results, output: '', durationMs: 1 };
}

function accepted(more: Partial<AcceptanceInput>) {
  const stability = more.stability ?? {};
  return acceptanceTests({ stability, run: runOf({}), files: ['test/new.js'], testFiles: [], namedIds: [], ...more });
}

describe('what acceptance files ask for', () => {
  it('is every test that is new, and every old one of theirs that fails', () => {
    const found = accepted({
      stability: { 'test/new.js > old': 'stablePass', 'test/a.js > broken': 'stableFail' },
      run: runOf({ 'test/new.js > fresh': 'failed', 'test/new.js > old': 'failed', 'test/a.js > broken': 'failed' }),
    });
    expect(found.ids).toEqual(['test/new.js > fresh', 'test/new.js > old']);
  });

  it('is the file itself when the base cannot load it', () => {
    const found = accepted({
      run: runOf({ 'test/new.js': 'failed', 'test/a.js > x': 'passed' }),
      testFiles: ['test/new.js'],
    });
    expect(found.files).toEqual(['test/new.js']);
  });

  it('leaves out tests that a replaced file no longer holds, but none that a broken run hides', () => {
    const stability = { 'test/new.js > gone': 'stablePass' } as const;
    expect(accepted({ stability, run: runOf({ 'test/new.js > x': 'failed' }) }).replaced).toEqual([
      'test/new.js > gone',
    ]);
    expect(accepted({ stability, run: runOf({ 'test/new.js > x': 'failed' }, false) }).replaced).toEqual([]);
    expect(accepted({ stability, run: runOf({ 'test/new.js': 'failed' }) }).replaced).toEqual([]);
  });
});

describe('stability', () => {
  it('calls only what was the same in every run stable', () => {
    const runs = [
      runOf({ pass: 'passed', fail: 'failed', both: 'passed', skip: 'skipped', once: 'passed' }),
      runOf({ pass: 'passed', fail: 'failed', both: 'failed', skip: 'todo' }),
    ];
    expect(stabilityOf(runs)).toEqual({
      pass: 'stablePass',
      fail: 'stableFail',
      both: 'flaky',
      skip: 'notRun',
      once: 'flaky',
    });
  });

  it('holds a test with a name that objects use themselves', () => {
    expect(Object.keys(stabilityOf([runOf(JSON.parse('{"__proto__": "passed"}'))]))).toEqual(['__proto__']);
  });
});
