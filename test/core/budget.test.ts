import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  availableMicroUsd,
  type Budget,
  capProblem,
  openBudget,
  release,
  reserve,
  reservedMicroUsd,
  setCap,
  settle,
} from '../../core/budget.js';

type Step =
  | { do: 'reserve'; amount: number }
  | { do: 'settle'; pick: number; share: number }
  | { do: 'release'; pick: number }
  | { do: 'cap'; amount: number };

const amount = fc.integer({ min: 0, max: 3_000_000 });
const step: fc.Arbitrary<Step> = fc.oneof(
  amount.map((value): Step => ({ do: 'reserve', amount: value })),
  fc
    .tuple(fc.nat(50), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([pick, share]): Step => ({ do: 'settle', pick, share })),
  fc.nat(50).map((pick): Step => ({ do: 'release', pick })),
  amount.map((value): Step => ({ do: 'cap', amount: value })),
);

/** Applies a step as a caller would: settles at most what was reserved, sets a cap only where that is allowed. */
function apply(budget: Budget, next: Step, index: number): Budget {
  const open = Object.entries(budget.reservations);
  switch (next.do) {
    case 'reserve': {
      const answer = reserve(budget, `r${index}`, next.amount);
      return answer.ok ? answer.budget : budget;
    }
    case 'settle': {
      const entry = open[next.pick % Math.max(1, open.length)];
      return entry ? settle(budget, entry[0], Math.floor(entry[1] * next.share)) : budget;
    }
    case 'release': {
      const entry = open[next.pick % Math.max(1, open.length)];
      return entry ? release(budget, entry[0]) : budget;
    }
    case 'cap':
      return capProblem(budget, next.amount) ? budget : setCap(budget, next.amount);
  }
}

describe('the budget', () => {
  test('spent and reserved together never exceed the cap, in whatever order things happen', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000_000 }), fc.array(step, { maxLength: 80 }), (cap, steps) => {
        let budget = openBudget(cap);
        steps.forEach((next, index) => {
          budget = apply(budget, next, index);
          expect(budget.spentMicroUsd + reservedMicroUsd(budget)).toBeLessThanOrEqual(budget.capMicroUsd);
        });
      }),
    );
  });

  test('what was spent is the sum of what was settled', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_000 }), { maxLength: 30 }), (amounts) => {
        let budget = openBudget(1_000_000);
        amounts.forEach((value, index) => {
          const reserved = reserve(budget, String(index), 1_000);
          if (reserved.ok) budget = settle(reserved.budget, String(index), value);
        });
        expect(budget.spentMicroUsd).toBe(amounts.reduce((sum, value) => sum + value, 0));
        expect(reservedMicroUsd(budget)).toBe(0);
      }),
    );
  });

  test('a reservation that the rest does not cover is refused and changes nothing', () => {
    const budget = openBudget(100);
    expect(reserve(budget, 'a', 101)).toEqual({ ok: false, availableMicroUsd: 100 });
    expect(availableMicroUsd(budget)).toBe(100);
  });

  test('a bill above its reservation is booked whole, never hidden', () => {
    const reserved = reserve(openBudget(100), 'a', 50);
    if (!reserved.ok) throw new Error('must be granted');
    expect(settle(reserved.budget, 'a', 70).spentMicroUsd).toBe(70);
  });

  test('a reservation is settled once and opened once', () => {
    const reserved = reserve(openBudget(100), 'a', 50);
    if (!reserved.ok) throw new Error('must be granted');
    expect(() => reserve(reserved.budget, 'a', 1)).toThrow('already open');
    const settled = settle(reserved.budget, 'a', 10);
    expect(() => settle(settled, 'a', 10)).toThrow('not open');
  });

  test.each([
    [0, 'more than $0'],
    [-1, 'more than $0'],
    [1.5, 'more than $0'],
    [Number.NaN, 'more than $0'],
    [59, 'already spent or reserved'],
  ])('a new total of %p is refused', (cap, problem) => {
    const reserved = reserve(openBudget(100), 'a', 60);
    if (!reserved.ok) throw new Error('must be granted');
    expect(capProblem(reserved.budget, cap)).toContain(problem);
    expect(() => setCap(reserved.budget, cap)).toThrow(RangeError);
  });
});
