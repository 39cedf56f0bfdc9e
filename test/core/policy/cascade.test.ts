import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CandidateEnd } from '../../../core/candidate.js';
import type { Generator } from '../../../core/generator.js';
import type { TryMove } from '../../../core/move.js';
import { cascade } from '../../../core/policy/cascade.js';
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

const terms: PolicyTerms = { generators: ['cheap', 'middle', 'dear'].map(generator), repairsMax: 2, bestOf: 4 };

function generator(name: string): Generator {
  return {
    name,
    family: name,
    provider: name,
    model: name,
    scripted: false,
    price: {
      inputMicroUsdPerMTok: 1,
      cachedInputMicroUsdPerMTok: 1,
      cacheWriteMicroUsdPerMTok: 1,
      outputMicroUsdPerMTok: 1,
    },
    settings: { maxOutputTokens: 1_000 },
  };
}

const failed: TryResult = { end: 'finished', passed: false, score: 0.5, judged: true };

/** Asks and answers until the policy stops; `answer` gives the result of the n-th try. */
function play(answer: (move: TryMove, index: number) => TryResult): { moves: TryMove[]; stop: string } {
  let state: PolicyState = FRESH_POLICY_STATE;
  const moves: TryMove[] = [];
  for (;;) {
    const [move, ...rest] = cascade.ask(terms, state);
    expect(rest).toEqual([]);
    if (!move) throw new Error('nothing runs, so there must be a move');
    if (move.kind === 'stop') return { moves, stop: move.reason };
    const key = `try-${moves.length}`;
    const result = answer(move, moves.length);
    state = tellResult(tellStarted(state, key, move), key, result);
    if (result.end === 'modelGone') state = tellAvailable(state, { gone: [...state.gone, move.generator], busy: [] });
    moves.push(move);
  }
}

describe('cascade', () => {
  test('tries the cheapest, repairs it twice, then goes on to the next', () => {
    const { moves, stop } = play(() => failed);
    expect(moves.map((move) => `${move.kind} ${move.generator}`)).toEqual([
      'generate cheap',
      'repair cheap',
      'repair cheap',
      'generate middle',
      'repair middle',
      'repair middle',
      'generate dear',
      'repair dear',
      'repair dear',
    ]);
    expect(stop).toBe('exhausted');
  });

  test('stops at the first pass', () => {
    const { moves, stop } = play((_, index) => ({ ...failed, passed: index === 1 }));
    expect(moves).toHaveLength(2);
    expect(stop).toBe('passed');
  });

  test('repairs the best try, of equals the latest', () => {
    const scores = [0.9, 0.2, 0.1];
    const { moves } = play((_, index) => ({ ...failed, score: scores[index] ?? 0 }));
    expect(moves[1]).toMatchObject({ kind: 'repair', parent: 'try-0' });
    expect(moves[2]).toMatchObject({ kind: 'repair', parent: 'try-0' });
    const even = play(() => failed);
    expect(even.moves[2]).toMatchObject({ kind: 'repair', parent: 'try-1' });
  });

  test('does not ask again for a generator that is gone', () => {
    const { moves } = play((move) =>
      move.generator === 'cheap' ? { ...failed, end: 'modelGone', judged: false } : failed,
    );
    expect(moves.filter((move) => move.generator === 'cheap')).toHaveLength(1);
  });

  test('passes over a generator that is busy, and comes back to it', () => {
    const busy = tellAvailable(FRESH_POLICY_STATE, { gone: [], busy: ['cheap'] });
    expect(cascade.ask(terms, busy)).toEqual([{ kind: 'generate', generator: 'middle' }]);
    const all = tellAvailable(busy, { gone: ['dear'], busy: ['cheap', 'middle'] });
    expect(cascade.ask(terms, all)).toEqual([{ kind: 'stop', reason: 'busy' }]);
    const free = tellAvailable(all, { gone: ['dear'], busy: [] });
    expect(cascade.ask(terms, free)).toEqual([{ kind: 'generate', generator: 'cheap' }]);
  });

  test('does not count a try that its provider broke off before anything came of it', () => {
    const move: TryMove = { kind: 'generate', generator: 'cheap' };
    const broken: TryResult = { end: 'modelBusy', passed: false, score: 0, judged: false };
    const state = tellResult(tellStarted(FRESH_POLICY_STATE, 'a', move), 'a', broken);
    expect(cascade.ask(terms, state)).toEqual([move]);
  });

  test('waits while a try runs', () => {
    const state = tellStarted(FRESH_POLICY_STATE, 'a', { kind: 'generate', generator: 'cheap' });
    expect(cascade.ask(terms, state)).toEqual([]);
  });

  test('stops on a refusal of the budget and asks for the same move when it is raised', () => {
    const move: TryMove = { kind: 'generate', generator: 'cheap' };
    const refused = tellRefused(FRESH_POLICY_STATE, move);
    expect(cascade.ask(terms, refused)).toEqual([{ kind: 'stop', reason: 'budget' }]);
    expect(cascade.ask(terms, tellBudgetRaised(refused))).toEqual([move]);
  });

  test('always ends, and never with more tries than generators times repairs allow', () => {
    const ends = fc.constantFrom<CandidateEnd>('finished', 'turnLimit', 'modelGone', 'unusableAnswer', 'leaseSpent');
    const result = fc.record({
      end: ends,
      passed: fc.boolean(),
      score: fc.double({ min: 0, max: 1, noNaN: true }),
      judged: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(result, { minLength: 9, maxLength: 9 }), (results) => {
        const { moves, stop } = play((_, index) => results[index] ?? failed);
        expect(moves.length).toBeLessThanOrEqual(9);
        expect(stop === 'passed').toBe(results.slice(0, moves.length).some((one) => one.passed));
      }),
    );
  });

  test('telling a result twice changes nothing', () => {
    const started = tellStarted(FRESH_POLICY_STATE, 'a', { kind: 'generate', generator: 'cheap' });
    const once = tellResult(started, 'a', failed);
    expect(tellResult(once, 'a', failed)).toEqual(once);
  });
});
