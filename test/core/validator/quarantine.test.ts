import { describe, expect, test } from '@jest/globals';
import { failsNothingElse, type JudgedTry, leaveOut, quarantined } from '../../../core/validator/quarantine.js';
import type { BaselineResults, TestRun, Verdict } from '../../../core/validator.js';
import { aVerdict } from '../../doubles/records.js';

function failing(failedAcceptance: string[], change: Partial<Verdict> = {}): Verdict {
  return aVerdict({ passed: false, reason: 'acceptance', failedAcceptance, acceptanceTotal: 5, ...change });
}

function tried(family: string, verdict: Verdict): JudgedTry {
  return { family, verdict };
}

describe('a written test is set aside', () => {
  test.each<[string, JudgedTry[], string[]]>([
    [
      'when candidates of two families all fail it',
      [tried('a', failing(['x', 'y'])), tried('b', failing(['x'])), tried('a', failing(['x', 'z']))],
      ['x'],
    ],
    ['not by candidates of one family', [tried('a', failing(['x'])), tried('a', failing(['x']))], []],
    ['not when one candidate passes it', [tried('a', failing(['x'])), tried('b', failing(['y']))], []],
    [
      'not when one that broke something else passes all of them',
      [tried('a', failing(['x'])), tried('b', failing(['x'])), tried('b', failing([], { reason: 'regression' }))],
      [],
    ],
    [
      'not together with half of the others: then the work is missing',
      [tried('a', failing(['x', 'y', 'z'])), tried('b', failing(['x', 'y', 'z']))],
      [],
    ],
    [
      'whatever runs that broke off did',
      [tried('a', failing(['x'])), tried('b', failing(['x'])), tried('b', failing(['y'], { reason: 'incomplete' }))],
      ['x'],
    ],
  ])('%s', (_what, tries, ids) => {
    expect(quarantined(tries)).toEqual(ids);
  });

  test('and a candidate counts that fails nothing else', () => {
    expect(failsNothingElse(failing(['x']), ['x'])).toBe(true);
    expect(failsNothingElse(failing(['x', 'y']), ['x'])).toBe(false);
    expect(failsNothingElse(failing(['x'], { reason: 'untrusted' }), ['x'])).toBe(false);
  });
});

test('a run is compared as if tests that are set aside did not exist, nor files of which nothing is left', () => {
  const baseline: BaselineResults = {
    stability: { 'a.js > old': 'stablePass' },
    acceptance: ['n.js > one', 'n.js > two'],
    acceptanceFiles: ['f.js', 'g.js', 'h.js'],
    acceptanceUnnamed: false,
    replaced: [],
    exitCodeOnly: false,
  };
  const ids = ['a.js > old', 'n.js > one', 'n.js > two', 'f.js > a', 'g.js > a', 'g.js > b'];
  const tests = ids.map((id) => ({ id, status: 'failed' as const, message: '' }));
  const run: TestRun = { complete: true, problem: '', exitCode: 1, tests, output: '', durationMs: 1 };
  const left = leaveOut(['n.js > two', 'f.js > a', 'g.js > a'], baseline, run);
  expect(left.run.tests.map(({ id }) => id)).toEqual(['a.js > old', 'n.js > one', 'g.js > b']);
  expect(left.baseline).toEqual({ ...baseline, acceptance: ['n.js > one'], acceptanceFiles: ['g.js', 'h.js'] });
});
