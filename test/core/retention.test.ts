import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runRefs } from '../../core/refs.js';
import { expiredRefs, hasEnded, type RunSpan, textsKeptSinceMs, unnamedKeptSinceMs } from '../../core/retention.js';

const NOW_MS = 1_000_000_000_000;
const ago = fc.integer({ min: 0, max: NOW_MS }).map((ms) => NOW_MS - ms);
const span: fc.Arbitrary<RunSpan> = fc
  .record({
    repositoryId: fc.constantFrom('one', 'two'),
    run: fc.constantFrom('a.1', 'a.2', 'a', 'b.1'),
    startedAtMs: ago,
    lastedMs: fc.option(fc.integer({ min: 0, max: NOW_MS }), { nil: null }),
  })
  .map(({ lastedMs, ...rest }) => ({ ...rest, endedAtMs: lastedMs === null ? null : rest.startedAtMs + lastedMs }));
const retention = fc.record({ refsMs: fc.nat(NOW_MS), artifactsMs: fc.nat(NOW_MS), dependenciesMs: fc.nat(NOW_MS) });
const STORED = ['one', 'two'].flatMap((repositoryId) =>
  ['a.1', 'a.2', 'a', 'b.1', 'unknown.1'].map((run) => ({ repositoryId, run, refs: runRefs(run) })),
);

describe('a run that goes on, however long ago it began', () => {
  test('keeps its commits, as does one that nobody knows or whose retention is not over', () => {
    fc.assert(
      fc.property(fc.array(span), retention, (spans, kept) => {
        for (const { repositoryId, run } of expiredRefs(STORED, spans, NOW_MS, kept)) {
          const own = spans.filter((other) => other.repositoryId === repositoryId && other.run === run);
          expect(own.length).toBeGreaterThan(0);
          for (const { endedAtMs } of own) expect(endedAtMs).toBeLessThan(NOW_MS - kept.refsMs);
        }
      }),
    );
  });

  test('keeps every text and every commit from its beginning on', () => {
    fc.assert(
      fc.property(fc.array(span), retention, (spans, kept) => {
        for (const { startedAtMs } of spans.filter(({ endedAtMs }) => endedAtMs === null)) {
          expect(textsKeptSinceMs(spans, NOW_MS, kept)).toBeLessThan(startedAtMs);
          expect(unnamedKeptSinceMs(spans, NOW_MS, kept)).toBeLessThanOrEqual(startedAtMs);
        }
      }),
    );
  });

  test('keeps its worktrees, and a run of another name or repository decides nothing about them', () => {
    const ended = { repositoryId: 'one', run: 'a.1', startedAtMs: 1, endedAtMs: 2 };
    expect(hasEnded([ended], 'one', 'a.1/whole/1')).toBe(true);
    expect(hasEnded([ended, { ...ended, endedAtMs: null }], 'one', 'a.1/whole/1')).toBe(false);
    expect(hasEnded([ended], 'one', 'a.10/whole/1')).toBe(false);
    expect(hasEnded([ended], 'two', 'a.1/whole/1')).toBe(false);
  });
});

test('what ended longer ago than its retention goes', () => {
  const ended = { repositoryId: 'one', run: 'a.1', startedAtMs: NOW_MS - 100, endedAtMs: NOW_MS - 50 };
  const stored = { repositoryId: 'one', refs: runRefs('a.1') };
  const kept = { refsMs: 40, artifactsMs: 40, dependenciesMs: 40 };
  expect(expiredRefs([stored], [ended], NOW_MS, kept)).toEqual([stored]);
  expect(expiredRefs([stored], [ended], NOW_MS, { ...kept, refsMs: 60 })).toEqual([]);
});
