import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  SAME_CALLS_MAX,
  SAME_ERROR_MAX,
  stuckAfter,
  TURNS_WITHOUT_CHANGE_MAX,
  type TurnSeen,
  warningAfter,
} from '../../core/stuck.js';

/** A turn that changes the tree each time and goes well. */
function turn(number: number, changed: Partial<TurnSeen> = {}): TurnSeen {
  return { calls: `call ${number}`, before: `tree ${number}`, after: `tree ${number + 1}`, failing: null, ...changed };
}

const STILL = { before: 'tree', after: 'tree' };

describe('a try', () => {
  test('is never stuck while each turn changes something and nothing fails twice in the same way', () => {
    const turns = fc.array(fc.constantFrom('npm test', 'edit'), { maxLength: 60 });
    fc.assert(
      fc.property(turns, (calls) => {
        const seen = calls.map((one, index) => turn(index, { calls: one, failing: `error ${index}` }));
        expect(stuckAfter(seen)).toBeNull();
        expect(warningAfter(seen)).toBeNull();
      }),
    );
  });

  test('is warned before it is stuck, whatever it does', () => {
    const any = fc.record({
      calls: fc.constantFrom('a', 'b', 'c'),
      after: fc.constantFrom('x', 'y'),
      failing: fc.constantFrom(null, null, 'e'),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 40 }), (steps) => {
        let before = 'base';
        const seen: TurnSeen[] = [];
        let warned = false;
        for (const step of steps) {
          seen.push({ ...step, before });
          before = step.after;
          if (stuckAfter(seen) !== null) {
            expect(warned).toBe(true);
            return;
          }
          warned ||= warningAfter(seen) !== null;
        }
      }),
      { numRuns: 500 },
    );
  });

  test('is stuck by the same calls only where the files were the same each time', () => {
    const same = Array.from({ length: SAME_CALLS_MAX }, () => turn(0, { ...STILL, calls: 'cat a' }));
    expect(stuckAfter(same)).toContain('same call');
    expect(stuckAfter(same.slice(1))).toBeNull();
    const between = [same[0], turn(1, { before: 'tree', after: 'tree' }), same[1], turn(2), same[2]];
    expect(stuckAfter(between.filter((one) => one !== undefined))).toContain('same call');
  });

  test('may look around for a while, and then has to change something', () => {
    const looking = Array.from({ length: TURNS_WITHOUT_CHANGE_MAX }, (_, index) => turn(index, STILL));
    expect(stuckAfter(looking.slice(1))).toBeNull();
    expect(stuckAfter(looking)).toContain('no file was changed');
    expect(stuckAfter([...looking.slice(1), turn(99)])).toBeNull();
  });

  test('may fail in the same way again as long as nothing was changed in between', () => {
    const failing = Array.from({ length: SAME_ERROR_MAX }, (_, index) => turn(index, { failing: 'e' }));
    expect(stuckAfter(failing)).toContain('same error');
    expect(stuckAfter(failing.slice(1))).toBeNull();
    expect(
      stuckAfter(failing.slice(1).concat(turn(7, { before: 'tree 4', after: 'tree 4', failing: 'e' }))),
    ).toBeNull();
  });
});
