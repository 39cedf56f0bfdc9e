import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Amount,
  availableMicroUsd,
  availableTokens,
  type Budget,
  type Cap,
  capProblem,
  openBudget,
  release,
  reserve,
  reservedMicroUsd,
  setCap,
  settle,
} from '../../core/budget.js';

type Step =
  | { do: 'reserve'; amount: Amount }
  | { do: 'settle'; pick: number; share: number }
  | { do: 'release'; pick: number }
  | { do: 'cap'; cap: Cap };

const value = fc.integer({ min: 0, max: 3_000_000 });
const amount: fc.Arbitrary<Amount> = fc.record({ microUsd: value, tokens: value });
const cap: fc.Arbitrary<Cap> = fc.record({ microUsd: value, tokens: value }, { requiredKeys: ['microUsd'] });
const step: fc.Arbitrary<Step> = fc.oneof(
  amount.map((worst): Step => ({ do: 'reserve', amount: worst })),
  fc
    .tuple(fc.nat(50), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([pick, share]): Step => ({ do: 'settle', pick, share })),
  fc.nat(50).map((pick): Step => ({ do: 'release', pick })),
  cap.map((totals): Step => ({ do: 'cap', cap: totals })),
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
      return entry ? settle(budget, entry[0], partOf(entry[1], next.share)) : budget;
    }
    case 'release': {
      const entry = open[next.pick % Math.max(1, open.length)];
      return entry ? release(budget, entry[0]) : budget;
    }
    case 'cap':
      return capProblem(budget, next.cap) ? budget : setCap(budget, next.cap);
  }
}

function partOf({ microUsd, tokens }: Amount, share: number): Amount {
  return { microUsd: Math.floor(microUsd * share), tokens: Math.floor(tokens * share) };
}

/** Dollars alone. */
function dollars(microUsd: number): Amount {
  return { microUsd, tokens: 0 };
}

describe('the budget', () => {
  test('spent and reserved together never exceed the caps of money and tokens, in whatever order things happen', () => {
    const total = fc.integer({ min: 1, max: 5_000_000 });
    fc.assert(
      fc.property(total, fc.option(total), fc.array(step, { maxLength: 80 }), (microUsd, tokens, steps) => {
        let budget = openBudget(microUsd, tokens);
        steps.forEach((next, index) => {
          budget = apply(budget, next, index);
          expect(budget.spentMicroUsd + reservedMicroUsd(budget)).toBeLessThanOrEqual(budget.capMicroUsd);
          const left = availableTokens(budget);
          const open = Object.values(budget.reservations).reduce((sum, one) => sum + one.tokens, 0);
          if (left !== null) expect(budget.spentTokens + open + left).toBe(budget.capTokens);
        });
      }),
    );
  });

  test('what was spent is the sum of what was settled', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_000 }), { maxLength: 30 }), (amounts) => {
        let budget = openBudget(1_000_000);
        amounts.forEach((value, index) => {
          const reserved = reserve(budget, String(index), dollars(1_000));
          if (reserved.ok) budget = settle(reserved.budget, String(index), { microUsd: value, tokens: value });
        });
        const sum = amounts.reduce((all, value) => all + value, 0);
        expect([budget.spentMicroUsd, budget.spentTokens]).toEqual([sum, sum]);
        expect(reservedMicroUsd(budget)).toBe(0);
      }),
    );
  });

  test('a reservation that the rest does not cover is refused and changes nothing', () => {
    const budget = openBudget(100);
    expect(reserve(budget, 'a', dollars(101))).toEqual({ ok: false });
    expect(availableMicroUsd(budget)).toBe(100);
  });

  test('tokens that the rest does not cover are refused as money is, where they are capped', () => {
    const worst = { microUsd: 1, tokens: 11 };
    expect(reserve(openBudget(100, 10), 'a', worst)).toEqual({ ok: false });
    expect(reserve(openBudget(100), 'a', worst)).toMatchObject({ ok: true });
  });

  test('a bill above its reservation is booked whole, never hidden', () => {
    const reserved = reserve(openBudget(100), 'a', dollars(50));
    if (!reserved.ok) throw new Error('must be granted');
    expect(settle(reserved.budget, 'a', dollars(70)).spentMicroUsd).toBe(70);
  });

  test('a reservation is settled once and opened once', () => {
    const reserved = reserve(openBudget(100), 'a', dollars(50));
    if (!reserved.ok) throw new Error('must be granted');
    expect(() => reserve(reserved.budget, 'a', dollars(1))).toThrow('already open');
    const settled = settle(reserved.budget, 'a', dollars(10));
    expect(() => settle(settled, 'a', dollars(10))).toThrow('not open');
  });

  test.each([
    [0, 'more than $0'],
    [-1, 'more than $0'],
    [1.5, 'more than $0'],
    [Number.NaN, 'more than $0'],
    [59, 'already spent or reserved'],
  ])('a new total of %p is refused', (microUsd, problem) => {
    const reserved = reserve(openBudget(100), 'a', dollars(60));
    if (!reserved.ok) throw new Error('must be granted');
    expect(capProblem(reserved.budget, { microUsd })).toContain(problem);
    expect(() => setCap(reserved.budget, { microUsd })).toThrow(RangeError);
  });

  test.each([
    [openBudget(100), 5, 'not capped'],
    [openBudget(100, 10), 0, 'above 0'],
    [{ ...openBudget(100, 10), spentTokens: 7 }, 6, '7 tokens are already'],
  ])('a new cap of tokens that cannot be is refused', (budget, tokens, problem) => {
    expect(capProblem(budget, { microUsd: 100, tokens })).toContain(problem);
  });
});
