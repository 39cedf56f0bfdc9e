import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { momentOf, parseDeadline } from '../../../core/intake/parse-deadline.js';

const SAID = Date.parse('2026-11-29T22:10:00Z');
const DAY_MS = 24 * 60 * 60_000;

describe('by TIME, said on the 29th at 22:10 UTC', () => {
  test.each([
    ['06:00', '2026-11-30T06:00:00.000Z'],
    ['6:00', '2026-11-30T06:00:00.000Z'],
    ['22:10', '2026-11-30T22:10:00.000Z'],
    ['22:11', '2026-11-29T22:11:00.000Z'],
    ['06:00+02:00', '2026-11-30T04:00:00.000Z'],
    ['06:00-0800', '2026-11-30T14:00:00.000Z'],
    ['2026-11-30T06:00Z', '2026-11-30T06:00:00.000Z'],
    ['2026-11-30t06:00:30', '2026-11-30T06:00:30.000Z'],
    ['2026-11-30T06:00+01:00', '2026-11-30T05:00:00.000Z'],
    ['3h', '2026-11-30T01:10:00.000Z'],
    ['1h30m', '2026-11-29T23:40:00.000Z'],
  ])('%s is %s', (text, iso) => {
    const deadline = parseDeadline(text);
    const moment = deadline ? momentOf(deadline, SAID) : null;
    expect(moment?.ok ? new Date(moment.atMs).toISOString() : moment).toBe(iso);
  });

  test.each(['', 'noon', '24:00', '06:60', '06:00+15:00', '2026-13-01T06:00Z', '2026-02-30T06:00Z', '3w', '-3h'])(
    '%j is no time',
    (text) => {
      expect(parseDeadline(text)).toBeNull();
    },
  );

  test('is refused when it was over, or is too far ahead', () => {
    expect(momentOf({ kind: 'moment', atMs: SAID }, SAID)).toMatchObject({ problem: expect.stringContaining('over') });
    expect(momentOf({ kind: 'after', ms: 31 * DAY_MS }, SAID)).toMatchObject({
      problem: expect.stringContaining('30 days'),
    });
  });
});

test('a time of day is always the next one, within a day', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 24 * 60 - 1 }),
      fc.integer({ min: -14 * 60, max: 14 * 60 }),
      fc.integer({ min: 0, max: 4_000_000_000_000 }),
      (minuteOfDay, offsetMinutes, saidAtMs) => {
        const moment = momentOf({ kind: 'clock', minuteOfDay, offsetMinutes }, saidAtMs);
        if (!moment.ok) throw new Error(moment.problem);
        expect(moment.atMs).toBeGreaterThan(saidAtMs);
        expect(moment.atMs - saidAtMs).toBeLessThanOrEqual(DAY_MS);
        const local = new Date(moment.atMs + offsetMinutes * 60_000);
        expect(local.getUTCHours() * 60 + local.getUTCMinutes()).toBe(minuteOfDay);
      },
    ),
  );
});
