import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgeRun } from '../../../core/validator/verdict.js';
import type { BaselineResults, Stability, TestResult, TestRun, TestStatus } from '../../../core/validator.js';

const STATUSES: TestStatus[] = ['passed', 'failed', 'skipped', 'todo'];
const STABILITIES: Stability[] = ['stablePass', 'stableFail', 'flaky', 'notRun'];
const ids = fc.uniqueArray(fc.integer({ min: 0, max: 30 }).map((n) => `test/file${n % 4}.test.js > case ${n}`));

function baselineOf(stability: Record<string, Stability>, more: Partial<BaselineResults> = {}): BaselineResults {
  return {
    stability,
    acceptance: [],
    acceptanceFiles: [],
    acceptanceUnnamed: false,
    replaced: [],
    exitCodeOnly: false,
    ...more,
  };
}

function runOf(tests: Record<string, TestStatus>, more: Partial<TestRun> = {}): TestRun {
  const results: TestResult[] = Object.entries(tests).map(([id, status]) => ({ id, status, message: 'it broke' }));
  return { complete: true, problem: '', exitCode: 0, tests: results, output: '', durationMs: 1, ...more };
}

const baselines = fc
  .tuple(ids, ids)
  .chain(([known, acceptance]) =>
    fc
      .array(fc.constantFrom(...STABILITIES), { minLength: known.length, maxLength: known.length })
      .map((kinds) => baselineOf(Object.fromEntries(known.map((id, at) => [id, kinds[at]!])), { acceptance })),
  );
const runs = fc
  .tuple(ids, fc.array(fc.constantFrom(...STATUSES), { minLength: 31, maxLength: 31 }), fc.boolean())
  .map(([present, statuses, complete]) =>
    runOf(Object.fromEntries(present.map((id, at) => [id, statuses[at]!])), { complete }),
  );

describe('the rule that decides', () => {
  it('passes nobody who makes a stable test fail, be skipped or vanish', () => {
    fc.assert(
      fc.property(baselines, fc.nat(), fc.constantFrom('failed', 'skipped', 'todo', null), (baseline, pick, fate) => {
        const stable = Object.keys(baseline.stability).filter((id) => baseline.stability[id] === 'stablePass');
        fc.pre(stable.length > 0);
        const victim = stable[pick % stable.length]!;
        const passing = [...stable, ...baseline.acceptance].map((id): [string, TestStatus] => [id, 'passed']);
        const tests = Object.fromEntries(passing);
        expect(judgeRun(baseline, runOf(tests), false).passed).toBe(true);
        delete tests[victim];
        const run = runOf(fate === null ? tests : { ...tests, [victim]: fate });
        expect(judgeRun(baseline, run, false)).toMatchObject({ passed: false, reason: 'regression' });
      }),
    );
  });

  it('never lets a flaky, failing or skipped test of the base decide, whatever becomes of it', () => {
    fc.assert(
      fc.property(baselines, fc.array(fc.constantFrom(...STATUSES, null), { minLength: 31 }), (baseline, fates) => {
        const decisive = (id: string) => baseline.stability[id] === 'stablePass' || baseline.acceptance.includes(id);
        const known = [...new Set([...Object.keys(baseline.stability), ...baseline.acceptance])];
        const tests: Record<string, TestStatus> = {};
        for (const [at, id] of known.entries()) {
          const fate = decisive(id) ? 'passed' : fates[at];
          if (fate) tests[id] = fate;
        }
        expect(judgeRun(baseline, runOf(tests), true)).toMatchObject({ passed: true, score: 1, findings: [] });
      }),
    );
  });

  it('scores within [0,1], and 1 exactly when all held in a complete run', () => {
    fc.assert(
      fc.property(baselines, runs, fc.boolean(), (baseline, run, acceptance) => {
        const { score, passed } = judgeRun(baseline, run, acceptance);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(score === 1).toBe(passed);
      }),
    );
  });

  it('passes no run that is not complete, and gives it no score', () => {
    const run = runOf(
      { a: 'passed' },
      { complete: false, problem: 'the test command was killed', output: 'last words' },
    );
    const judged = judgeRun(baselineOf({ a: 'stablePass' }), run, false);
    expect(judged).toMatchObject({ passed: false, reason: 'incomplete', score: 0 });
    expect(judged.findings[0]).toMatchObject({ kind: 'run', message: expect.stringContaining('last words') });
  });

  it('wants every acceptance test, and none of them while acceptance is not judged', () => {
    const baseline = baselineOf({ old: 'stablePass' }, { acceptance: ['new.js > a', 'new.js > b'] });
    const half = runOf({ old: 'passed', 'new.js > a': 'passed', 'new.js > b': 'failed' });
    expect(judgeRun(baseline, half, true)).toMatchObject({
      passed: false,
      reason: 'acceptance',
      score: 0.5,
      acceptancePassed: 1,
      acceptanceTotal: 2,
    });
    expect(judgeRun(baseline, half, false)).toMatchObject({ passed: true, acceptanceTotal: 0 });
  });

  it('takes every test in an acceptance file that the base could not load for an acceptance test', () => {
    const baseline = baselineOf({}, { acceptanceFiles: ['test/new.js'] });
    expect(judgeRun(baseline, runOf({ 'test/new.js > a': 'passed' }), true).passed).toBe(true);
    expect(judgeRun(baseline, runOf({ 'test/new.js > a': 'passed', 'test/new.js > b': 'skipped' }), true).score).toBe(
      0.5,
    );
  });

  it('does not take an acceptance file that runs no test for one that passed', () => {
    const baseline = baselineOf({}, { acceptanceFiles: ['test/new.js'] });
    expect(judgeRun(baseline, runOf({ 'test/new.js': 'passed' }), true)).toMatchObject({ passed: false, score: 0 });
  });

  it('with unnamed acceptance tests, passes exactly when all tests that the base does not have pass, and one is there', () => {
    const statuses = fc.array(fc.constantFrom(...STATUSES), { maxLength: 4 });
    fc.assert(
      fc.property(statuses, fc.nat(2), fc.boolean(), (fates, provenCount, complete) => {
        const proven = fates.map((_, at) => `proven ${at}`).slice(0, provenCount);
        const baseline = baselineOf({ old: 'stablePass' }, { acceptance: proven, acceptanceUnnamed: true });
        const tests: [string, TestStatus][] = [
          ['old', 'passed'],
          ...proven.map((id): [string, TestStatus] => [id, 'passed']),
          ...fates.map((fate, at): [string, TestStatus] => [`new ${at}`, fate]),
        ];
        const judged = judgeRun(baseline, runOf(Object.fromEntries(tests), { complete }), true);
        const allPass = fates.length > 0 && fates.every((fate) => fate === 'passed');
        expect(judged.passed).toBe(complete && allPass);
        expect(judged.score === 1).toBe(judged.passed);
        expect(judged.acceptanceTotal).toBeGreaterThan(proven.length);
      }),
    );
  });

  it('says so when acceptance tests without names do not run at all', () => {
    const judged = judgeRun(
      baselineOf({ old: 'stablePass' }, { acceptanceUnnamed: true }),
      runOf({ old: 'passed' }),
      true,
    );
    expect(judged).toMatchObject({ passed: false, reason: 'acceptance', score: 0, acceptanceTotal: 1 });
    expect(judged.findings).toEqual([
      { kind: 'missing', test: 'the acceptance tests', message: expect.stringContaining('must run and pass') },
    ]);
  });

  it.each<[string, Record<string, TestStatus>, boolean, boolean]>([
    ['fails, the acceptance files in the tree', { 'a.js > case 3': 'failed' }, true, false],
    ['fails as a file that never did', { 'new.js': 'failed' }, true, false],
    ['fails, the acceptance files not in the tree', { 'a.js > case 3': 'failed' }, false, false],
    ['passes or is skipped', { 'a.js > case 3': 'passed', 'a.js > case 4': 'skipped' }, true, true],
  ])('judges a test that neither base nor acceptance names: one that %s', (_what, more, withAcceptance, passed) => {
    const baseline = baselineOf({ 'a.js > case 1': 'stablePass', 'a.js > bad': 'stableFail' });
    const judged = judgeRun(
      baseline,
      runOf({ 'a.js > case 1': 'passed', 'a.js > bad': 'failed', ...more }),
      withAcceptance,
    );
    expect(judged).toMatchObject({ passed, reason: passed ? 'passed' : withAcceptance ? 'acceptance' : 'regression' });
    const told = judged.findings.map(({ test, message }) => [test, message]);
    expect(told).toEqual(
      passed ? [] : [[Object.keys(more)[0], expect.stringMatching(/base does not have[\s\S]*it broke/)]],
    );
  });

  it('lets flaky tests decide nothing, and misses nothing that was taken out of a file that a person opened', () => {
    const baseline = baselineOf({
      'a.js > one': 'stablePass',
      'a.js > two': 'stablePass',
      'b.js > three': 'stablePass',
    });
    const verdictOf = (run: Record<string, TestStatus>, flaky: string[], opened: string[]) =>
      judgeRun(baseline, runOf(run), false, { flaky: new Set(flaky), opened: new Set(opened) });
    const kept: Record<string, TestStatus> = { 'a.js > one': 'passed', 'b.js > three': 'passed' };
    expect(verdictOf({ ...kept, 'a.js > two': 'failed' }, [], []).regressions).toEqual(['a.js > two']);
    expect(verdictOf({ ...kept, 'a.js > two': 'failed' }, ['a.js > two'], []).passed).toBe(true);
    expect(verdictOf(kept, [], []).passed).toBe(false);
    expect(verdictOf(kept, [], ['a.js']).passed).toBe(true);
    expect(verdictOf({ ...kept, 'a.js > two': 'failed' }, [], ['a.js']).passed).toBe(false);
    expect(verdictOf({ ...kept, 'a.js > new': 'failed' }, [], ['a.js']).passed).toBe(false);
  });

  it('misses no test that an acceptance file replaced, where that file is in the tree', () => {
    const baseline = baselineOf({ 'test/a.js > old': 'stablePass' }, { replaced: ['test/a.js > old'] });
    expect(judgeRun(baseline, runOf({ 'test/a.js > new': 'passed' }), true).passed).toBe(true);
    expect(judgeRun(baseline, runOf({ 'test/a.js > new': 'passed' }), false).passed).toBe(false);
  });

  it('names acceptance first, then regressions, then what vanished, with the cause that the file gave', () => {
    const baseline = baselineOf(
      { 'a.js > one': 'stablePass', 'b.js > two': 'stablePass', 'b.js > three': 'stablePass' },
      { acceptance: ['c.js > four'] },
    );
    const run = runOf({ 'a.js > one': 'failed', 'b.js': 'failed', 'c.js > four': 'failed' });
    const { findings } = judgeRun(baseline, run, true);
    expect(findings.map((finding) => [finding.kind, finding.test])).toEqual([
      ['acceptance', 'c.js > four'],
      ['regression', 'a.js > one'],
      ['missing', 'b.js'],
    ]);
    // The cause before the names: the line for people is cut, and a list of names tells them nothing.
    expect(findings[2]?.message).toMatch(/b\.js failed as a whole:\nit broke[\s\S]*- b\.js > two/);
  });

  it('keeps findings few and short, without colours and without the paths of the sandbox', () => {
    const names = Array.from({ length: 50 }, (_, at) => `t${at}.js > x`);
    const baseline = baselineOf(Object.fromEntries(names.map((id) => [id, 'stablePass'])));
    const tests = names.map(
      (id): TestResult => ({
        id,
        status: 'failed',
        message: `\u001b[31mat /w/src/a.js:1\u001b[0m ${'x'.repeat(5_000)}`,
      }),
    );
    const { findings } = judgeRun(baseline, runOf({}, { tests }), false);
    expect(findings.length).toBeLessThanOrEqual(20);
    const chars = findings.reduce((sum, { test, message }) => sum + test.length + message.length, 0);
    expect(chars).toBeGreaterThan(10_000);
    expect(chars).toBeLessThanOrEqual(12_000);
    expect(findings[0]?.message.length).toBeLessThanOrEqual(1_500);
    expect(findings[0]?.message).toMatch(/^at src\/a\.js:1 x/);
  });
});
