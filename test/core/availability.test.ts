import { describe, expect, test } from '@jest/globals';
import {
  ALL_AVAILABLE,
  type Availability,
  askable,
  type CallOutcome,
  isBusy,
  isGone,
  nextFree,
  tellOutcome,
} from '../../core/availability.js';
import { TWO_FAMILIES } from '../doubles/scripted-run.js';

const SMALL = 'vendor/small';
const MINUTE_MS = 60_000;
const answered: CallOutcome = { end: 'finished', note: '', turns: 3 };
const outOfReach: CallOutcome = { end: 'modelUnavailable', note: 'no connection', turns: 0 };

function told(...outcomes: CallOutcome[]): Availability {
  return outcomes.reduce((now, outcome) => tellOutcome(now, SMALL, outcome, 0), ALL_AVAILABLE);
}

function names(now: Availability, nowMs = 0): string[] {
  return askable(now, TWO_FAMILIES, nowMs).map(({ name }) => name);
}

describe('which generators can be asked', () => {
  test('all of them, until something is heard', () => {
    expect(names(ALL_AVAILABLE)).toEqual([SMALL, 'other/large']);
    expect(nextFree(ALL_AVAILABLE, TWO_FAMILIES, 0)).toBeNull();
  });

  test('one that is gone stays away, whatever comes later', () => {
    const now = told({ end: 'modelGone', note: 'the key is dead', turns: 2 }, answered);
    expect(names(now, Number.MAX_SAFE_INTEGER)).toEqual(['other/large']);
    expect(now.gone).toEqual({ [SMALL]: 'the key is dead' });
  });

  test('one that is busy comes back at the time that was said', () => {
    const now = told({ end: 'modelBusy', note: 'later', turns: 0, freeAtMs: 5_000 });
    expect([names(now, 4_999), names(now, 5_000)]).toEqual([['other/large'], [SMALL, 'other/large']]);
    expect(nextFree(now, TWO_FAMILIES, 0)).toEqual({ name: SMALL, atMs: 5_000 });
  });

  test('one that never answered is given up when it cannot be reached', () => {
    expect(isGone(told(outOfReach), SMALL)).toBe(true);
  });

  test('one that has answered is waited for, longer each time, and given up after some hours', () => {
    let now = told(answered);
    const waits: number[] = [];
    while (!isGone(now, SMALL)) {
      now = tellOutcome(now, SMALL, outOfReach, 0);
      if (!isGone(now, SMALL)) waits.push((now.freeAtMs[SMALL] ?? 0) / MINUTE_MS);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30, 30, 30, 30]);
  });

  test('one that asks to wait ten times and never answers is given up', () => {
    const busy: CallOutcome = { end: 'modelBusy', note: 'later', turns: 0, freeAtMs: 5 };
    expect(isGone(told(...Array<CallOutcome>(10).fill(busy)), SMALL)).toBe(false);
    expect(isGone(told(...Array<CallOutcome>(11).fill(busy)), SMALL)).toBe(true);
    expect(isGone(told(...Array<CallOutcome>(10).fill(busy), answered, busy), SMALL)).toBe(false);
  });

  test('an answer ends the count of failures', () => {
    const now = told(answered, outOfReach, outOfReach, answered, outOfReach);
    expect(isBusy(now, SMALL, MINUTE_MS - 1)).toBe(true);
    expect(isBusy(now, SMALL, MINUTE_MS)).toBe(false);
  });
});
