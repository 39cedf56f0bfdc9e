import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  afterAnswer,
  afterBaseTried,
  afterChangeBegun,
  afterChecksLeft,
  afterHeadLeft,
  afterHeadTaken,
  afterLook,
  afterPublished,
  afterRerun,
  beginFollowing,
  type FollowMemory,
} from '../../../core/follow/memory.js';
import { type FollowStep, type Moment, nextStep } from '../../../core/follow/next-step.js';
import type { CheckNews, PullRequestNews } from '../../../core/forge-activities.js';
import { aCheck, aRemark } from '../../doubles/scripted-forge.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const LIMIT_MS = 14 * DAY_MS;
const OPEN: PullRequestNews = {
  state: 'open',
  by: null,
  headCommit: 'ours',
  baseCommit: 'base',
  merge: 'clean',
  checks: [],
  remarks: [],
};
const memory = beginFollowing(0, 'ours', 'base');

function at(atMs: number, change: Partial<Moment> = {}): Moment {
  return { atMs, held: false, followLimitMs: LIMIT_MS, revisionsMax: 5, ...change };
}

function seen(before: FollowMemory, news: PullRequestNews, atMs: number): FollowMemory {
  return afterLook(before, news, {}, atMs);
}

/** What is remembered once a step was done. `published`: whether something came of it that was published. */
function done(before: FollowMemory, step: FollowStep, atMs: number, published: string | null): FollowMemory {
  const changed = (after: FollowMemory) => (published ? afterPublished(after, published) : after);
  switch (step.kind) {
    case 'takeHead':
      return published ? afterHeadTaken(before, step.commit) : afterHeadLeft(before, step.commit);
    case 'revise':
      return afterAnswer(changed(afterChangeBegun(before)), step.remarks);
    case 'repairChecks':
      return changed(afterChecksLeft(afterChangeBegun(before), step.checks));
    case 'rerunChecks':
      return afterRerun(before, step.checks, atMs);
    case 'mergeBase':
      return afterBaseTried(before, step.commit, atMs);
    case 'declineRemarks':
      return afterAnswer(before, step.remarks);
    case 'declineChecks':
      return afterChecksLeft(before, step.checks);
    default:
      return before;
  }
}

const checks: fc.Arbitrary<CheckNews> = fc.record({
  name: fc.constantFrom('test', 'lint', 'build'),
  id: fc.option(fc.integer({ min: 1, max: 3 })),
  state: fc.constantFrom('pending' as const, 'passed' as const, 'failed' as const),
  findings: fc.constant(null),
  url: fc.constant(null),
});
const anyNews: fc.Arbitrary<PullRequestNews> = fc.record({
  state: fc.constantFrom('open' as const, 'open' as const, 'open' as const, 'merged' as const, 'closed' as const),
  by: fc.constant(null),
  headCommit: fc.constantFrom('ours', 'theirs', 'theirs too'),
  baseCommit: fc.constantFrom('base', 'newer base', 'newest base'),
  merge: fc.constantFrom('clean' as const, 'behind' as const, 'conflicting' as const, 'unknown' as const),
  checks: fc.array(checks, { maxLength: 4 }),
  remarks: fc.array(
    fc.constantFrom('1', '2', '3').map((id) => aRemark({ id })),
    { maxLength: 3 },
  ),
});

/** Follows a pull request of which there is never anything else to see. */
function followed(news: PullRequestNews, works: boolean): { acted: number; looks: number; endedAtMs: number } {
  let [now, acted, looks] = [0, 0, 0];
  let one = memory;
  for (;;) {
    one = seen(one, news, now);
    looks += 1;
    const step = nextStep(one, news, at(now));
    if (step.kind === 'end' || acted > 100) return { acted, looks, endedAtMs: now };
    if (step.kind !== 'wait') {
      acted += 1;
      one = done(one, step, now, works ? news.headCommit : null);
      continue;
    }
    if (step.untilMs <= now) throw new Error(`waits at ${now} until ${step.untilMs}`);
    now = step.untilMs;
  }
}

describe('the next step', () => {
  test('does not begin again while the news stays the same, and comes to an end', () => {
    fc.assert(
      fc.property(anyNews, fc.boolean(), (news, works) => {
        const { acted, looks, endedAtMs } = followed(news, works);
        expect(acted).toBeLessThan(9);
        expect(endedAtMs).toBeLessThanOrEqual(LIMIT_MS);
        expect(looks).toBeLessThan(LIMIT_MS / (30 * MINUTE_MS) + 30);
      }),
    );
  });

  test('never begins more changes than are allowed, whatever comes', () => {
    const moments = fc.record({
      news: anyNews,
      works: fc.boolean(),
      laterMs: fc.integer({ min: 1, max: 3 * HOUR_MS }),
    });
    fc.assert(
      fc.property(fc.array(moments, { maxLength: 60 }), fc.integer({ min: 0, max: 3 }), (all, revisionsMax) => {
        let [now, one, commits] = [0, memory, 0];
        for (const { news, works, laterMs } of all) {
          now += laterMs;
          commits += 1;
          const asPublished = news.headCommit === 'ours' ? { ...news, headCommit: one.published } : news;
          one = seen(one, asPublished, now);
          const step = nextStep(one, asPublished, at(now, { revisionsMax }));
          one = done(one, step, now, works ? `commit ${commits}` : null);
          expect(one.changes).toBeLessThanOrEqual(revisionsMax);
        }
      }),
    );
  });

  test('begins nothing while it is held, and still sees the end', () => {
    fc.assert(
      fc.property(anyNews, (news) => {
        const { kind } = nextStep(seen(memory, news, 0), news, at(0, { held: true }));
        expect(['wait', 'end']).toContain(kind);
      }),
    );
    expect(nextStep(memory, { ...OPEN, state: 'closed' }, at(0, { held: true }))).toEqual({
      kind: 'end',
      why: 'closed',
    });
  });

  test('takes over what a person pushed before anything else, and lets be what could not be taken', () => {
    const news = { ...OPEN, headCommit: 'theirs', remarks: [aRemark()], checks: [aCheck()] };
    expect(nextStep(memory, news, at(0))).toEqual({ kind: 'takeHead', commit: 'theirs' });
    expect(nextStep(afterHeadLeft(memory, 'theirs'), news, at(0)).kind).toBe('wait');
    expect(nextStep(afterHeadTaken(memory, 'theirs'), news, at(0)).kind).toBe('revise');
  });

  test('takes a commit of ours that the forge still shows for no push of a person', () => {
    const after = afterPublished(memory, 'ours too');
    expect(nextStep(after, { ...OPEN, remarks: [aRemark()] }, at(0)).kind).toBe('wait');
  });

  test('reruns a failing check once, waits for the others, and mends what failed again', () => {
    const news = (state: CheckNews['state'], other: CheckNews['state']) => ({
      ...OPEN,
      checks: [aCheck({ state }), aCheck({ name: 'lint', id: 2, state: other })],
    });
    const first = nextStep(memory, news('failed', 'pending'), at(0));
    expect(first).toMatchObject({ kind: 'rerunChecks', checks: [{ name: 'test' }] });
    let one = done(memory, first, 0, null);
    // The old failure, shown for a moment longer.
    expect(nextStep(seen(one, news('failed', 'passed'), 10), news('failed', 'passed'), at(10)).kind).toBe('wait');
    one = seen(one, news('pending', 'passed'), 20);
    expect(nextStep(one, news('failed', 'pending'), at(30)).kind).toBe('wait');
    const step = nextStep(one, news('failed', 'passed'), at(30));
    expect(step).toMatchObject({ kind: 'repairChecks', checks: [{ name: 'test' }] });
    one = done(one, step, 30, null);
    expect(nextStep(one, news('failed', 'passed'), at(HOUR_MS)).kind).toBe('wait');
    // Another commit is another matter.
    const mended = afterPublished(one, 'mended');
    expect(nextStep(mended, { ...news('failed', 'passed'), headCommit: 'mended' }, at(HOUR_MS)).kind).toBe(
      'rerunChecks',
    );
  });

  test('tells apart two checks of one name, and another run of one from a failure that is shown for a moment', () => {
    const failed = { ...OPEN, checks: [aCheck({ id: 1 }), aCheck({ id: 2 })] };
    const first = nextStep(memory, failed, at(0));
    const asked = done(memory, first, 0, null);
    expect(nextStep(seen(asked, failed, 10), failed, at(10)).kind).toBe('wait');
    const again = { ...OPEN, checks: [aCheck({ id: 1, state: 'passed' }), aCheck({ id: 3 })] };
    expect(nextStep(seen(asked, again, 20), again, at(20))).toMatchObject({
      kind: 'repairChecks',
      checks: [{ id: 3 }],
    });
  });

  test('mends a check at once that nobody can run again, and believes a failure that stays', () => {
    const status = { ...OPEN, checks: [aCheck({ id: null })] };
    expect(nextStep(memory, status, at(0)).kind).toBe('repairChecks');
    const failed = { ...OPEN, checks: [aCheck()] };
    const rerun = afterRerun(memory, failed.checks, 0);
    expect(nextStep(rerun, failed, at(MINUTE_MS - 1)).kind).toBe('wait');
    expect(nextStep(rerun, failed, at(MINUTE_MS)).kind).toBe('repairChecks');
  });

  test('says that the changes are used up', () => {
    expect(nextStep(memory, { ...OPEN, remarks: [aRemark()] }, at(0, { revisionsMax: 0 })).kind).toBe('declineRemarks');
    const failed = { ...OPEN, checks: [aCheck({ id: null })] };
    expect(nextStep(memory, failed, at(0, { revisionsMax: 0 })).kind).toBe('declineChecks');
  });

  test('merges a conflicting base at once, and looks at a moved one once an hour', () => {
    const moved = { ...OPEN, baseCommit: 'newer base' };
    expect(nextStep(memory, moved, at(0))).toEqual({ kind: 'mergeBase', commit: 'newer base', why: 'moved' });
    const tried = afterBaseTried(memory, 'newer base', 0);
    expect(nextStep(tried, moved, at(2 * HOUR_MS)).kind).toBe('wait');
    const again = { ...OPEN, baseCommit: 'newest base' };
    expect(nextStep(tried, again, at(HOUR_MS - 1)).kind).toBe('wait');
    expect(nextStep(tried, again, at(HOUR_MS)).kind).toBe('mergeBase');
    const conflict = { ...again, merge: 'conflicting' as const };
    expect(nextStep(tried, conflict, at(1))).toMatchObject({ kind: 'mergeBase', why: 'conflicting' });
    expect(nextStep(afterPublished(tried, 'ours', 'newest base'), conflict, at(1)).kind).toBe('wait');
  });

  test('looks again at what was merged after one, three and seven days, and ends then', () => {
    const merged = { ...OPEN, state: 'merged' as const, by: 'ann' };
    const one = seen(memory, merged, HOUR_MS);
    const looks: number[] = [];
    let now = HOUR_MS;
    for (let step = nextStep(one, merged, at(now)); step.kind === 'wait'; step = nextStep(one, merged, at(now))) {
      now = step.untilMs;
      looks.push((now - HOUR_MS) / DAY_MS);
    }
    expect(looks).toEqual([1, 3, 7]);
    expect(nextStep(one, merged, at(now))).toEqual({ kind: 'end', why: 'merged' });
    expect(nextStep(one, { ...merged, state: 'reverted' }, at(now))).toEqual({ kind: 'end', why: 'reverted' });
  });

  test('looks again after a minute, then less and less often, but every half hour', () => {
    const waits: number[] = [];
    let [now, one] = [0, memory];
    for (let look = 0; look < 8; look++) {
      one = seen(one, OPEN, now);
      const step = nextStep(one, OPEN, at(now));
      if (step.kind !== 'wait') throw new Error(`${step.kind} with nothing to do`);
      waits.push((step.untilMs - now) / MINUTE_MS);
      now = step.untilMs;
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
    const news = { ...OPEN, checks: [aCheck({ state: 'pending' })] };
    expect(nextStep(seen(one, news, now), news, at(now))).toEqual({ kind: 'wait', untilMs: now + MINUTE_MS });
  });
});
