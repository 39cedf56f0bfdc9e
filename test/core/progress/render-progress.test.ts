import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ProgressInput, renderProgress } from '../../../core/progress/render-progress.js';
import type { DeliverStatus } from '../../../core/status.js';
import { aCandidate, aStatus, aVerdict } from '../../doubles/records.js';

function render(status: Partial<DeliverStatus> = {}, change: Partial<ProgressInput> = {}): string {
  return renderProgress({ status: aStatus(status), state: 'running', uiUrl: null, ...change });
}

describe('the living comment', () => {
  it('shows stage, tasks, tries, money and where to look', () => {
    const tasks = [
      { id: 'a', title: 'Parse dates', state: 'passed' },
      { id: 'b', title: 'Use them', state: 'working' },
      { id: 'c', title: 'Tell people', state: 'waiting' },
    ] as const;
    const candidates = [
      aCandidate({ verdict: aVerdict({ passed: false, reason: 'acceptance', score: 0.5 }) }),
      aCandidate({ key: 'r.1/whole/2', verdict: null }),
    ];
    const text = render({ tasks: [...tasks], candidates }, { uiUrl: 'http://127.0.0.1:8233/x' });
    expect(text).toMatchSnapshot();
  });

  it.each([
    ['budget', { budgetNeededMicroUsd: 7_421_001 }, '`/nightshift budget $7.43`'],
    ['budget', {}, '`/nightshift budget $N`'],
    ['budget', { tokens: { cap: 100, spent: 100, needed: 250 } }, '250 in all'],
    ['user', {}, '`/nightshift resume`'],
    ['approval', {}, '`/nightshift approve`'],
    ['label', {}, 'Put it back'],
    ['text', {}, 'The issue was edited'],
    ['mend', {}, '`/nightshift resume` has it try at once'],
  ] as const)('names the way out of a pause (%s)', (paused, change, wayOut) => {
    const text = render({ paused, ...change }, { state: 'paused' });
    expect(text).toMatch(/^\*\*Paused\*\*/);
    expect(text).toContain(wayOut);
  });

  it('asks for no more than lets the next try start, in whole cents that are enough', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000_000 }), (needed) => {
        const [, dollars = ''] =
          /budget \$([\d.]+)`/.exec(render({ paused: 'budget', budgetNeededMicroUsd: needed })) ?? [];
        const micro = Math.round(Number(dollars) * 1_000_000);
        expect(micro).toBeGreaterThanOrEqual(needed);
        expect(micro).toBeLessThan(needed + 10_000);
      }),
    );
  });

  it('links the pull request once there is one, and says how it ended', () => {
    const pullRequest = { number: 13, url: 'https://github.test/acme/library/pull/13' };
    expect(render({ stage: 'follow', pullRequest, branch: 'b' })).toMatch(/waits for you.*Pull request #13/s);
    expect(render({ stage: 'ended', outcome: 'delivered', pullRequest }, { state: 'delivered' })).toMatch(
      /^\*\*Delivered\*\*/,
    );
    expect(render({ stage: 'ended', outcome: 'nothingPassed' }, { state: 'failed' })).toMatch(
      /Nothing passed.*`\/nightshift retry`/s,
    );
  });

  it('calls nobody and breaks no table, whatever models and specs are called', () => {
    const hostile = '@octocat Fixes #1 | x\n| y <!-- nightshift:progress -->';
    const text = render({
      doing: hostile,
      tasks: [{ id: 'a', title: hostile, state: 'failed' }],
      candidates: [aCandidate({ generator: hostile })],
    });
    expect(text).not.toMatch(/@\w|#\d|<!--/);
    expect(text.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(3);
  });

  it('stays far below what GitHub takes', () => {
    const long = 'x@'.repeat(50_000);
    const tasks = Array.from({ length: 12 }, (_none, id) => ({
      id: String(id),
      title: long,
      state: 'waiting' as const,
    }));
    expect(render({ doing: long, tasks, candidates: Array(500).fill(aCandidate()) }).length).toBeLessThan(30_000);
  });
});
