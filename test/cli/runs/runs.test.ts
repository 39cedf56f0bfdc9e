import { describe, expect, test } from '@jest/globals';
import pc from 'picocolors';
import { nameOf, renderRuns } from '../../../cli/display/render-runs.js';
import { CliProblem } from '../../../cli/problem.js';
import { chooseRun } from '../../../cli/runs/choose-run.js';
import { exitCodeOf } from '../../../cli/runs/exit-code-of.js';
import { type KnownRun, mergeRuns } from '../../../cli/runs/known-run.js';
import { shellWord } from '../../../cli/shell-word.js';

function aRun(change: Partial<KnownRun> = {}): KnownRun {
  return {
    deliverId: 'deliver/local/abc/add-a-slug',
    generation: 1,
    title: 'Add a slug',
    repository: 'shop',
    outcome: 'delivered',
    stage: null,
    open: false,
    budgetMicroUsd: 5_000_000,
    spentMicroUsd: 120_000,
    branch: 'nightshift/add-a-slug',
    startedAtMs: 1_700_000_000_000,
    endedAtMs: 1_700_000_060_000,
    ...change,
  };
}

function problemOf(runs: KnownRun[], name?: string): string {
  try {
    chooseRun(runs, name);
    return '';
  } catch (error) {
    if (!(error instanceof CliProblem)) throw error;
    expect(error.exitCode).toBe(2);
    return error.message;
  }
}

describe('a run is meant', () => {
  const slug = aRun();
  const slugs = aRun({ deliverId: 'deliver/local/abc/add-a-slug-index' });
  const other = aRun({ deliverId: 'deliver/local/def/faster', open: true, outcome: 'running' });

  test('by its workflow id, its slug, or a part that no other has', () => {
    expect(chooseRun([slug, slugs], slug.deliverId)).toBe(slug);
    expect(chooseRun([slugs, slug], 'add-a-slug')).toBe(slug);
    expect(chooseRun([slug, slugs, other], 'def')).toBe(other);
    expect(chooseRun([slugs, slug], 'abc/add-a-slug')).toBe(slug);
  });

  test('by its issue, as GitHub writes it', () => {
    const issue = aRun({ deliverId: 'deliver/github.com/acme/shop/12' });
    const next = aRun({ deliverId: 'deliver/github.com/acme/shop/112' });
    expect(nameOf(issue)).toBe('acme/shop#12');
    expect(chooseRun([next, issue, slug], 'Acme/shop#12')).toBe(issue);
    expect(chooseRun([slug, issue], 'shop#12')).toBe(issue);
  });

  test('by saying nothing when there is only one, or only one at work', () => {
    expect(chooseRun([slug], undefined)).toBe(slug);
    expect(chooseRun([slug, other, slugs], undefined)).toBe(other);
  });

  test('never by a guess', () => {
    expect(problemOf([])).toBe('There is no run yet. Start one: nightshift run SPEC.md --repo DIR');
    expect(problemOf([slug], 'zzz')).toBe('No run is called "zzz". Known runs:\n  deliver/local/abc/add-a-slug');
    expect(problemOf([slug, slugs], 'add')).toContain('"add" is part of 2 runs; name one. Known runs:\n');
    expect(problemOf([slug, slugs])).toContain('There are 2 runs; name one.');
    expect(problemOf([other, { ...other, deliverId: 'x' }, slug])).toContain('There are 2 runs at work; name one.');
  });

  test('with at most ten names in the message', () => {
    const many = Array.from({ length: 14 }, (_, index) => aRun({ deliverId: `deliver/local/abc/run-${index}` }));
    expect(problemOf(many, 'run')).toContain('and 4 more; see nightshift status');
  });
});

describe('lists of the ledger and of Temporal', () => {
  test('become one, with the newest generation of each run', () => {
    const old = aRun({ generation: 1, startedAtMs: 1 });
    const again = aRun({ generation: 2, startedAtMs: 2 });
    const other = aRun({ deliverId: 'other', startedAtMs: 3 });
    expect(mergeRuns([again, old, other], [])).toEqual([other, again]);
  });

  test("have Temporal's word while a run is open and the ledger's after it has ended", () => {
    const inLedger = aRun({ outcome: 'running', spentMicroUsd: 0 });
    const open = aRun({ open: true, outcome: 'running', spentMicroUsd: 5, stage: 'generate' });
    expect(mergeRuns([inLedger], [open])).toEqual([open]);
    const receipt = aRun({ spentMicroUsd: 7 });
    expect(mergeRuns([receipt], [aRun({ spentMicroUsd: 5, branch: null })])).toEqual([receipt]);
  });
});

test('the list says what each run is at', () => {
  const runs = [
    aRun({ open: true, outcome: 'running', stage: 'generate' }),
    aRun({ outcome: 'nothingPassed' }),
    aRun({ outcome: 'running' }),
  ];
  const lines = renderRuns(runs, { width: 200, colors: pc.createColors(false) });
  expect(lines.map((line) => line.slice(18, 32).trim())).toEqual([
    'state',
    'generate',
    'nothing passed',
    'not at work',
  ]);
  expect(lines[1]).toContain('$0.12 of $5.00');
});

test.each([
  ['delivered', 0],
  ['nothingPassed', 4],
  ['failed', 1],
  ['cancelled', 1],
] as const)('a run that ended as %s exits with %d', (outcome, code) => {
  expect(exitCodeOf(outcome)).toBe(code);
});

test.each([
  ['SPEC.md', 'SPEC.md'],
  ['my spec.md', "'my spec.md'"],
  ["it's", String.raw`'it'\''s'`],
  ['$(rm)', "'$(rm)'"],
])('%s is typed as %s', (word, typed) => {
  expect(shellWord(word)).toBe(typed);
});
