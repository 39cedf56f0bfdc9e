import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ChangedIssue, newsIn, nextCursor, OVERLAP_MS, type ReadSoFar } from '../../../core/intake/next-cursor.js';

const START: ReadSoFar = { sinceMs: 0, etag: null, seen: {} };

/** A forge whose lists show a change up to so long after it was made. */
interface Change extends Omit<ChangedIssue, 'digest'> {
  visibleAfterMs: number;
}
const changes = fc.array(
  fc.record({
    number: fc.integer({ min: 1, max: 5 }),
    updatedAtMs: fc.integer({ min: 0, max: 10 * OVERLAP_MS }),
    visibleAfterMs: fc.integer({ min: 0, max: OVERLAP_MS }),
  }),
  { maxLength: 20 },
);

/** What a list shows of the changes at that moment: of each issue its last visible one. */
function shown(all: readonly Change[], nowMs: number, sinceMs: number): ChangedIssue[] {
  const last = new Map<number, ChangedIssue>();
  for (const { number, updatedAtMs, visibleAfterMs } of all) {
    const isShown = updatedAtMs + visibleAfterMs <= nowMs && updatedAtMs >= sinceMs;
    if (isShown && updatedAtMs >= (last.get(number)?.updatedAtMs ?? 0))
      last.set(number, { number, updatedAtMs, digest: null });
  }
  return [...last.values()];
}

test('no last change of an issue is missed and none is news twice, however late lists show it', () => {
  fc.assert(
    fc.property(changes, fc.integer({ min: 1_000, max: OVERLAP_MS }), (all, everyMs) => {
      let cursor = START;
      const news: string[] = [];
      for (let nowMs = 0; nowMs <= 13 * OVERLAP_MS; nowMs += everyMs) {
        const issues = shown(all, nowMs, cursor.sinceMs);
        for (const number of newsIn(cursor, issues).numbers) {
          news.push(`${number}@${issues.find((issue) => issue.number === number)?.updatedAtMs}`);
        }
        cursor = nextCursor(cursor, issues, '"tag"');
      }
      const final = shown(all, Number.POSITIVE_INFINITY, 0).map(
        ({ number, updatedAtMs }) => `${number}@${updatedAtMs}`,
      );
      expect(new Set(news).size).toBe(news.length);
      for (const change of final) expect(news).toContain(change);
    }),
  );
});

test('a tag is kept for the same question only', () => {
  const issue = { number: 1, updatedAtMs: OVERLAP_MS * 2, digest: 'd' };
  const first = nextCursor(START, [issue], '"a"');
  const seen = { 1: { updatedAtMs: OVERLAP_MS * 2, digest: 'd' } };
  expect(first).toEqual({ sinceMs: OVERLAP_MS, etag: null, seen });
  expect(nextCursor(first, [issue], '"b"')).toMatchObject({ etag: '"b"' });
});

test('an issue in which only a comment can have changed is told apart, but never a pull request', () => {
  const before = [1, 2, 3].map((number) => ({ number, updatedAtMs: 5, digest: number === 3 ? null : 'd' }));
  const cursor = nextCursor(START, before, null);
  const now = [
    { number: 1, updatedAtMs: 6, digest: 'd' },
    { number: 2, updatedAtMs: 6, digest: 'another' },
    { number: 3, updatedAtMs: 6, digest: null },
    { number: 4, updatedAtMs: 6, digest: 'd' },
  ];
  expect(newsIn(cursor, now)).toEqual({ numbers: [2, 3, 4], touched: [1] });
  expect(newsIn(cursor, before)).toEqual({ numbers: [], touched: [] });
});
