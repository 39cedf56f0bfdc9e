import { expect, test } from '@jest/globals';
import { endedExplainAnswer, explainAnswer, statusAnswer } from '../../../core/intake/run-answer.js';
import type { DeliverStatus } from '../../../core/status.js';
import { aCandidate, aVerdict } from '../../doubles/records.js';

const FAILED = aCandidate({
  verdict: aVerdict({ passed: false, reason: 'regression', score: 0.5, firstFinding: 'a.test.js > says `@all` hello' }),
});
const STATUS: DeliverStatus = {
  deliverId: 'deliver/github.com/acme/shop/1',
  generation: 1,
  title: 'Add a cart',
  stage: 'generate',
  outcome: 'running',
  paused: null,
  doing: 'waits for *@all*',
  tasks: [
    { id: 'a', title: 'Count things #5', state: 'passed' },
    { id: 'b', title: 'Show them', state: 'working' },
  ],
  candidates: [FAILED],
  budgetMicroUsd: 5_000_000,
  reservedMicroUsd: 0,
  spentMicroUsd: 1_250_000,
  budgetNeededMicroUsd: null,
  branch: null,
  startedAtMs: 1,
};

test('status says the stage, the tasks, the tries and the money, in words that call nobody', () => {
  const said = statusAnswer(STATUS);
  expect(said).toContain('**Running**, stage generate: waits for ');
  expect(said).toContain('Spent $1.25 of $5.00.');
  expect(said).toMatch(/- \[x\] Count things/);
  expect(said).toContain('- [ ] Show them (working)');
  expect(said).toContain('One try, the best score is 0.50.');
  expect(said).not.toMatch(/@\w|#\d/);
});

test('explain says what was tried and what it found, and for each pause what it waits for and the way out', () => {
  const said = explainAnswer(STATUS);
  expect(said).toContain('by `vendor/small`, $0.0123: broke tests, score 0.50');
  expect(said).toContain('says `');
  const paused = (reason: NonNullable<DeliverStatus['paused']>) =>
    explainAnswer({ ...STATUS, paused: reason, budgetNeededMicroUsd: 7_000_000 });
  expect(paused('budget')).toContain('needs $7.00 in all. `/nightshift budget $7.00` raises it');
  expect(paused('user')).toContain('`/nightshift resume` goes on');
  expect(paused('approval')).toContain('`/nightshift approve`');
  expect(paused('label')).toContain('Set it again');
  expect(paused('text')).toContain('how to approve it');
  expect(paused('mend')).toContain('`/nightshift resume` has it try at once');
});

test('explain of a run that has ended says how, and the way out', () => {
  const ended = {
    generation: 2,
    outcome: 'nothingPassed' as const,
    summary: 'No try passed.',
    candidates: Array.from({ length: 20 }, () => FAILED),
    spentMicroUsd: 5_000_000,
    budgetMicroUsd: 5_000_000,
    pullRequest: null,
  };
  const said = endedExplainAnswer(ended);
  expect(said).toContain('**Ended** (nothingPassed), generation 2: No try passed.');
  expect(said).toContain('- and 5 before these');
  expect(said).toContain('Way out: say more about what is wanted');
  expect(endedExplainAnswer({ ...ended, outcome: 'delivered', pullRequest: 'https://x/pull/3' })).toContain(
    'https://x/pull/3',
  );
});
