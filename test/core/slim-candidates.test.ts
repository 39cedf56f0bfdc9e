import { describe, expect, test } from '@jest/globals';
import type { CandidateRecord } from '../../core/candidate.js';
import { CANDIDATES_IN_RUN_MAX, slimCandidates } from '../../core/slim-candidates.js';
import { aCandidate, aVerdict } from '../doubles/records.js';

/** As many names, and as long ones, as the validator lets a verdict have. */
const NAMES = Array.from({ length: 21 }, (_, index) => `${'n'.repeat(117)}${index}`);
const lists = { tampered: NAMES, opened: NAMES, flaky: NAMES, droppedTests: NAMES, failedAcceptance: NAMES };
const PAYLOAD_BYTES_MAX = 2_000_000;

function tries(count: number, change: Partial<CandidateRecord['verdict']> = {}): CandidateRecord[] {
  const verdict = aVerdict({ passed: false, ...lists, ...change });
  return Array.from({ length: count }, (_, index) => aCandidate({ key: `add-a-thing.1/whole/${index}`, verdict }));
}

describe('tries as receipts carry them', () => {
  test('keep all names while there are few', () => {
    expect(slimCandidates(tries(20))).toEqual(tries(20));
  });

  test('fit into a payload, however many there are and whatever they name', () => {
    const slim = slimCandidates(tries(CANDIDATES_IN_RUN_MAX));
    expect(slim).toHaveLength(CANDIDATES_IN_RUN_MAX);
    expect(JSON.stringify(slim).length).toBeLessThan(PAYLOAD_BYTES_MAX / 2);
    expect(slim.at(0)?.verdict?.tampered).toEqual(NAMES.slice(0, 3));
    expect(slim.at(-1)?.verdict?.tampered).toEqual(NAMES);
  });

  test('that passed keep their names: the receipt begins with them', () => {
    expect(slimCandidates(tries(30, { passed: true })).at(0)?.verdict?.opened).toEqual(NAMES);
  });
});
