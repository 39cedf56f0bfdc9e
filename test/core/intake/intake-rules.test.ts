import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { commentCeiling, tooMuch } from '../../../core/intake/comment-budget.js';
import { later, TRIES_MAX } from '../../../core/intake/later.js';
import { type IssueFacts, whatToTell } from '../../../core/intake/what-to-tell.js';

const facts: fc.Arbitrary<IssueFacts> = fc.record({
  textSha256: fc.constantFrom('pinned', 'edited', 'edited again'),
  labelled: fc.boolean(),
  state: fc.constantFrom('open' as const, 'closed' as const),
});

test('after any changes, told one after the other, a run knows its issue as it is', () => {
  fc.assert(
    fc.property(fc.array(facts, { minLength: 1 }), (story) => {
      let told: IssueFacts | null = null;
      const known = { textChanged: false, labelled: true, state: 'open' as 'open' | 'closed' };
      for (const now of story) {
        Object.assign(known, whatToTell('pinned', told, now));
        expect(whatToTell('pinned', now, now)).toEqual({});
        told = now;
        const { textSha256, ...rest } = now;
        expect(known).toEqual({ textChanged: textSha256 !== 'pinned', ...rest });
      }
    }),
  );
});

test('what cannot be taken is tried less and less often, and is given up at last', () => {
  const waits: number[] = [];
  for (let tries = 0; ; tries += 1) {
    const next = later(1, tries, 0);
    if (next === null) break;
    waits.push(next.dueMs);
  }
  expect(waits).toHaveLength(TRIES_MAX);
  expect(waits).toEqual([...waits].sort((one, other) => one - other));
  expect(waits[0]).toBe(30_000);
  expect(waits.at(-1)).toBe(3_600_000);
});

test("a comment spends at most the operator's ceiling, or four times a usual budget where there is none", () => {
  expect(commentCeiling({ budgetCeilingMicroUsd: 3, budgetMicroUsd: 100 })).toBe(3);
  expect(commentCeiling({ budgetCeilingMicroUsd: null, budgetMicroUsd: 1_000_000 })).toBe(4_000_000);
  expect(tooMuch(20_000_000, { budgetCeilingMicroUsd: null, budgetMicroUsd: null })).toBeNull();
  expect(tooMuch(20_000_001, { budgetCeilingMicroUsd: null, budgetMicroUsd: null })).toContain('more than the $20.00');
});
