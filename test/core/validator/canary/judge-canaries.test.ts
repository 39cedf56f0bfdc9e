import { describe, expect, it } from '@jest/globals';
import { judgeCanaries } from '../../../../core/validator/canary/judge-canaries.js';
import type { TestRun, TestStatus } from '../../../../core/validator.js';

const FILES = [
  { path: 'a.js', body: '', text: '', names: ['c1', 'c2'], ids: ['a.js > adds'] },
  { path: 'b.js', body: '', text: '', names: ['c3'], ids: [] },
];

function runOf(tests: Record<string, TestStatus>): TestRun {
  const results = Object.entries(tests).map(([id, status]) => ({ id, status, message: '' }));
  return { complete: true, problem: '', exitCode: 1, tests: results, output: '', durationMs: 1 };
}

const ALL_FAIL: Record<string, TestStatus> = {
  'a.js > c1': 'failed',
  'a.js > c2': 'failed',
  'a.js > adds': 'failed',
  'b.js > c3': 'failed',
};

function filesFound(
  run: Record<string, TestStatus>,
  onBase: Record<string, TestStatus>,
  loadsOnBase = (_path: string) => false,
): string[] {
  return judgeCanaries(FILES, runOf(run), runOf(onBase), loadsOnBase).findings.map(({ test }) => test);
}

describe('canaries that did not fail', () => {
  it('say that a file cannot be believed, whether they passed, were skipped or are gone', () => {
    expect(filesFound(ALL_FAIL, ALL_FAIL)).toEqual([]);
    expect(filesFound({ ...ALL_FAIL, 'a.js > c2': 'passed' }, ALL_FAIL)).toEqual(['a.js']);
    expect(filesFound({ ...ALL_FAIL, 'b.js > c3': 'skipped' }, ALL_FAIL)).toEqual(['b.js']);
    const { 'b.js > c3': _gone, ...others } = ALL_FAIL;
    expect(filesFound(others, ALL_FAIL)).toEqual(['b.js']);
    expect(filesFound({ ...ALL_FAIL, 'a.js > c1 (2)': 'passed' }, ALL_FAIL)).toEqual(['a.js']);
  });

  it("say so too where they are the file's own tests, made to fail", () => {
    expect(filesFound({ ...ALL_FAIL, 'a.js > adds': 'passed' }, ALL_FAIL)).toEqual(['a.js']);
    const { 'a.js > adds': _gone, ...others } = ALL_FAIL;
    expect(filesFound(others, ALL_FAIL)).toEqual(['a.js']);
    expect(filesFound({ ...ALL_FAIL, 'a.js > adds': 'passed' }, { ...ALL_FAIL, 'a.js > adds': 'passed' })).toEqual([]);
  });

  it('say nothing where they do not fail on the base either, and are counted', () => {
    const run: Record<string, TestStatus> = { ...ALL_FAIL, 'a.js > c2': 'passed' };
    expect(judgeCanaries(FILES, runOf(run), runOf(run), () => false)).toEqual({ findings: [], unusable: 1 });
  });

  it('count where the base cannot load their file, which no other run could tell of', () => {
    const onBase: Record<string, TestStatus> = { 'a.js > c1': 'failed', 'a.js > c2': 'failed', 'b.js': 'failed' };
    expect(filesFound({ ...ALL_FAIL, 'b.js > c3': 'passed' }, onBase)).toEqual(['b.js']);
    expect(filesFound({ ...ALL_FAIL, 'b.js > c3': 'passed' }, { ...onBase, 'b.js > old': 'passed' })).toEqual([]);
  });

  it('say nothing where their file may be known through others only, and the base proves nothing', () => {
    const { 'b.js > c3': _gone, ...others } = ALL_FAIL;
    const imported = FILES.map((file) => ({ ...file, needsProof: true }));
    const judgedBy = (onBase: Record<string, TestStatus>) =>
      judgeCanaries(imported, runOf(others), runOf(onBase), () => false).findings.map(({ test }) => test);
    expect(judgedBy(others)).toEqual([]);
    expect(judgedBy(ALL_FAIL)).toEqual(['b.js']);
  });

  it('say nothing where they broke a file that the base loads without them', () => {
    const { 'b.js > c3': _gone, ...broken } = ALL_FAIL;
    expect(filesFound(broken, broken, (path) => path === 'b.js')).toEqual([]);
    expect(filesFound(broken, broken)).toEqual(['b.js']);
  });
});
