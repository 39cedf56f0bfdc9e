import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Move, TryMove } from '../../../core/move.js';
import { bestOfN } from '../../../core/policy/best-of-n.js';
import {
  FRESH_POLICY_STATE,
  type PolicyState,
  type PolicyTerms,
  type TryResult,
  tellAvailable,
  tellBudgetRaised,
  tellRefused,
  tellResult,
  tellStarted,
} from '../../../core/policy/policy.js';
import { TWO_FAMILIES } from '../../doubles/scripted-run.js';

const terms: PolicyTerms = { generators: TWO_FAMILIES, repairsMax: 2, bestOf: 3 };
const failed: TryResult = { end: 'finished', passed: false, score: 0.5, judged: true };
const small: TryMove = { kind: 'generate', generator: 'vendor/small' };
const large: TryMove = { kind: 'generate', generator: 'other/large' };

function started(count: number, state: PolicyState = FRESH_POLICY_STATE): PolicyState {
  let next = state;
  for (let index = 0; index < count; index++) next = tellStarted(next, `try-${next.tries.length}`, small);
  return next;
}

describe('best of n', () => {
  test('begins all tries together, of the cheapest, and waits for them', () => {
    expect(bestOfN.ask(terms, FRESH_POLICY_STATE)).toEqual([small, small, small]);
    expect(bestOfN.ask(terms, started(3))).toEqual([]);
  });

  test('stops at the first pass, also while others run', () => {
    const state = tellResult(started(3), 'try-1', { ...failed, passed: true });
    expect(bestOfN.ask(terms, state)).toEqual([{ kind: 'stop', reason: 'passed' }]);
  });

  test('begins what the budget refused when a try has given something back, and pauses when none runs', () => {
    const refused = tellRefused(started(2), small);
    expect(bestOfN.ask(terms, refused)).toEqual([]);
    const givenBack = tellResult(refused, 'try-0', failed);
    expect(bestOfN.ask(terms, givenBack)).toEqual([small]);
    const all = tellRefused(tellResult(givenBack, 'try-1', failed), small);
    expect(bestOfN.ask(terms, all)).toEqual([{ kind: 'stop', reason: 'budget' }]);
    expect(bestOfN.ask(terms, tellBudgetRaised(all))).toEqual([small]);
  });

  test('leaves the missing tries to the next generator when the first is gone, and waits where it is busy', () => {
    const broken: TryResult = { end: 'modelGone', passed: false, score: 0, judged: false };
    const state = tellResult(tellResult(started(2), 'try-0', failed), 'try-1', broken);
    expect(bestOfN.ask(terms, tellAvailable(state, { gone: ['vendor/small'], busy: [] }))).toEqual([large, large]);
    const busy = tellAvailable(state, { gone: [], busy: ['vendor/small'] });
    expect(bestOfN.ask(terms, busy)).toEqual([{ kind: 'stop', reason: 'busy' }]);
    const none = tellAvailable(state, { gone: ['vendor/small', 'other/large'], busy: [] });
    expect(bestOfN.ask(terms, none)).toEqual([{ kind: 'stop', reason: 'exhausted' }]);
  });

  test('never has more tries that count than n, in whatever order they end', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10), { maxLength: 40 }), (picks) => {
        let state = FRESH_POLICY_STATE;
        for (const pick of picks) {
          for (const move of bestOfN.ask(terms, state)) state = startedBy(state, move);
          const running = state.tries.filter(({ result }) => result === null);
          const key = running[pick % Math.max(1, running.length)]?.key;
          if (key !== undefined) state = tellResult(state, key, failed);
        }
        expect(state.tries.length).toBeLessThanOrEqual(terms.bestOf);
      }),
    );
  });
});

function startedBy(state: PolicyState, move: Move): PolicyState {
  return move.kind === 'stop' ? state : tellStarted(state, `try-${state.tries.length}`, move);
}
