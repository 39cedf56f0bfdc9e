import { describe, expect, it } from '@jest/globals';
import { type AcceptanceInput, acceptanceTests } from '../../../core/validator/acceptance.js';
import { acceptanceNote } from '../../../core/validator/acceptance-note.js';
import { stabilityOf } from '../../../core/validator/stability.js';
import type { TestRun, TestStatus } from '../../../core/validator.js';

function runOf(tests: Record<string, TestStatus>, complete = true): TestRun {
  const results = Object.entries(tests).map(([id, status]) => ({ id, status, message: '' }));
  return { complete, problem: '', exitCode: 0, tests: results, output: '', durationMs: 1 };
}

function inputOf(more: Partial<AcceptanceInput>): AcceptanceInput {
  const stability = more.stability ?? {};
  const given = { stability, run: runOf({}), files: ['test/new.js'], testFiles: [], namedIds: [], steadyNames: true };
  return { ...given, ...more };
}

function accepted(more: Partial<AcceptanceInput>) {
  return acceptanceTests(inputOf(more));
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

describe('acceptance tests where failing tests have no names to be known by', () => {
  const base = { old: 'stablePass', broken: 'stableFail' } as const;
  const nameless = { ids: [], files: [], replaced: [], unnamed: true };

  it.each<[string, Partial<AcceptanceInput>, object]>([
    [
      'a file that crashes',
      { run: runOf({ old: 'passed', 'test/new.js': 'failed' }) },
      { ...nameless, files: ['test/new.js'], unnamed: false },
    ],
    ["a crash under the runner's own name", { run: runOf({ old: 'passed', 'TypeError: x': 'failed' }) }, nameless],
    ['a run that broke off', { run: runOf({}, false) }, nameless],
    [
      'passing and failing tests',
      { run: runOf({ old: 'passed', first: 'passed', second: 'failed' }) },
      { ...nameless, ids: ['first'] },
    ],
    [
      'an error in the place of a name',
      { run: runOf({ 'test/new.js > x > TypeError': 'failed' }) },
      { ...nameless, files: ['test/new.js'], unnamed: false },
    ],
    [
      'tests that pass',
      { run: runOf({ old: 'passed', first: 'passed' }) },
      { ...nameless, ids: ['first'], unnamed: false },
    ],
    [
      "nothing but the base's own",
      { run: runOf({ old: 'passed', broken: 'failed' }) },
      { ...nameless, unnamed: false },
    ],
  ])('%s', (_what, more, found) => {
    expect(accepted({ stability: base, steadyNames: false, ...more })).toEqual(found);
  });

  it('are not forgotten when a run with steady names breaks off before it names one', () => {
    expect(accepted({ run: runOf({}, false) })).toEqual(nameless);
  });

  it('are the command itself where only the exit code speaks, also when it never ends', () => {
    const stability = { 'the test command': 'stablePass' } as const;
    const command = { ...nameless, ids: ['the test command'], unnamed: false };
    expect(accepted({ stability, run: runOf({ 'the test command': 'failed' }) })).toEqual(command);
    expect(accepted({ stability, run: runOf({}, false) })).toEqual(command);
    expect(accepted({ stability, run: runOf({ 'the test command': 'passed' }) })).toEqual({ ...command, ids: [] });
  });
});

describe('what people are told of acceptance files', () => {
  const old = { 'test/a.js > x': 'stablePass' } as const;
  const passing = { 'test/a.js > x': 'passed' } as const;

  it.each<[string, Partial<AcceptanceInput>, RegExp]>([
    ['nothing, when a test of theirs fails', { run: runOf({ ...passing, 'test/new.js > y': 'failed' }) }, /^$/],
    ['nothing, when the base cannot load one', { run: runOf({ ...passing, 'test/new.js': 'failed' }) }, /^$/],
    ['nothing, when the run broke off', { run: runOf({}, false) }, /^$/],
    ['nothing, when a test that they replace fails', { run: runOf({ 'test/a.js > x': 'failed' }) }, /^$/],
    [
      'that they prove nothing, when all pass',
      { run: runOf({ ...passing, 'test/new.js > y': 'passed' }) },
      /test\/new\.js\) prove nothing: all .* pass on the base already/,
    ],
    [
      'that they prove nothing, when they change nothing',
      { run: runOf(passing) },
      /prove nothing: on the base, "npm test" comes out the same/,
    ],
    [
      'which of them is not run',
      { run: runOf(passing), testFiles: ['test/new.js'] },
      /"npm test" does not run .* test\/new\.js/,
    ],
  ])('%s', (_what, more, told) => {
    const input = inputOf({ stability: old, ...more });
    expect(acceptanceNote(input, acceptanceTests(input), 'npm test')).toMatch(told);
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
