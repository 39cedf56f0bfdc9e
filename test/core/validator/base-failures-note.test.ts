import { describe, expect, it } from '@jest/globals';
import { baseFailuresNote } from '../../../core/validator/base-failures-note.js';
import type { Stability, TestResult } from '../../../core/validator.js';

function runOf(messages: Record<string, string>): TestResult[] {
  return Object.entries(messages).map(([id, message]) => ({ id, status: 'failed', message }));
}

describe('tests that fail on the base', () => {
  const stability: Record<string, Stability> = { a: 'stablePass', b: 'stableFail', c: 'flaky', d: 'notRun' };

  it('are named, with what they want that the sandbox does not have', () => {
    const note = baseFailuresNote(stability, runOf({ b: 'connect ECONNREFUSED 127.0.0.1:5432' }), []);
    expect(note).toMatch(
      /^1 of 4 tests fail on the base \(b\), and 1 come out at random there: they decide nothing\. /,
    );
    expect(note).toContain('PostgreSQL');
  });

  it('are not told of where the spec asks for them, or where there are none', () => {
    expect(baseFailuresNote({ b: 'stableFail' }, runOf({ b: 'x' }), ['b'])).toBe('');
    expect(baseFailuresNote({ a: 'stablePass' }, runOf({}), [])).toBe('');
  });

  it('are told of in a few names, however many and long they are', () => {
    const many = Object.fromEntries(
      Array.from({ length: 500 }, (_, at): [string, Stability] => [`${at} ${'x'.repeat(500)}`, 'stableFail']),
    );
    expect(baseFailuresNote(many, runOf({}), []).length).toBeLessThan(600);
    expect(baseFailuresNote(many, runOf({}), [])).toContain('and 497 more');
  });
});
