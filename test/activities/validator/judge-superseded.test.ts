// Old tests that a spec contradicts, in a repository that pytest runs: what they excuse, and for whom.
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { BaselineOk, Verdict } from '../../../core/validator.js';
import { candidate, findingsOf, type JudgeOptions, judged, type Room, room, usableBaseline } from './room.js';

const SOURCE = 'def half(n):\n    return n // 2\n\n\ndef double(n):\n    return n * 2\n';
const UP = SOURCE.replace('n // 2', '(n + 1) // 2');
const OLD = 'tests/test_half.py';
const ROUNDS_DOWN = `${OLD} > test_rounds_down`;
const NEW = { 'tests/test_up.py': 'from numbers_ import half\n\n\ndef test_rounds_up():\n    assert half(3) == 2\n' };

describe('a test that the spec contradicts', () => {
  let house: Room;
  let base: BaselineOk;
  beforeAll(async () => {
    house = await room({
      'numbers_.py': SOURCE,
      'conftest.py': '',
      [OLD]:
        'from numbers_ import half\n\n\ndef test_rounds_down():\n    assert half(3) == 1\n\n\ndef test_halves():\n    assert half(4) == 2\n',
      'tests/test_double.py': 'from numbers_ import double\n\n\ndef test_doubles():\n    assert double(2) == 4\n',
    });
    base = await usableBaseline(house, NEW);
  });

  async function verdictOn(source: string, options: JudgeOptions = {}, mayChange: string[] = []): Promise<Verdict> {
    const opened = { ...house, plan: { ...house.plan, mayChange } };
    return judged(opened, base, await candidate(house, { 'numbers_.py': source }), { acceptance: NEW, ...options });
  }

  const proposed = { superseded: [{ id: ROUNDS_DOWN, approved: false }] };

  it('holds every right solution back as long as nobody names it', async () => {
    const verdict = await verdictOn(UP);
    expect(verdict).toMatchObject({ passed: false, reason: 'regression' });
    expect(verdict.superseded).toBeUndefined();
    expect((await findingsOf(house, verdict)).map(({ test }) => test)).toEqual([ROUNDS_DOWN]);
  });

  it('is named beside the pass where it was only proposed, so that the result is a draft', async () => {
    expect(await verdictOn(UP, proposed)).toMatchObject({
      passed: true,
      score: 1,
      superseded: [{ id: ROUNDS_DOWN, byLeave: false }],
    });
  });

  it('is set aside where a person approved it, or opened its file', async () => {
    const byLeave = [{ id: ROUNDS_DOWN, byLeave: true }];
    const approved = { superseded: [{ id: ROUNDS_DOWN, approved: true }] };
    expect(await verdictOn(UP, approved)).toMatchObject({ passed: true, superseded: byLeave });
    expect(await verdictOn(UP, proposed, [OLD])).toMatchObject({ passed: true, superseded: byLeave });
  });

  it('excuses no other, not even in its own file', async () => {
    const breaksHalves = UP.replace('(n + 1) // 2', '(n + 1) // 2 if n != 4 else 3');
    expect(await verdictOn(breaksHalves, proposed)).toMatchObject({ passed: false, reason: 'regression' });
    const breaksDouble = UP.replace('n * 2', 'n * 3');
    expect(await verdictOn(breaksDouble, proposed)).toMatchObject({ passed: false, reason: 'regression' });
  });

  it('is not named where it passes after all, and excuses no work that is missing', async () => {
    const missing = await verdictOn(`${SOURCE}\n\nX = 1\n`, proposed);
    expect(missing).toMatchObject({ passed: false, reason: 'acceptance' });
    expect(missing.superseded).toBeUndefined();
  });
});
