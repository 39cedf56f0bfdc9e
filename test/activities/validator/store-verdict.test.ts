// A verdict stays small whatever a candidate did: histories, the status and the receipt hold one for each try.
import { expect, test } from '@jest/globals';
import { storeVerdict } from '../../../activities/validator/store-verdict.js';
import { utf8Bytes } from '../../../core/clamp.js';
import type { Judgement } from '../../../core/validator/verdict.js';
import { openLedger } from '../ledger/temporary-ledger.js';

const JUDGEMENT: Judgement = {
  passed: false,
  reason: 'acceptance',
  score: 0,
  findings: [],
  counts: { total: 1, passed: 0, failed: 1, skipped: 0 },
  acceptancePassed: 0,
  acceptanceTotal: 50,
  failedAcceptance: Array.from({ length: 50 }, (_, index) => `${index}`.repeat(50_000)),
  regressions: [],
  superseded: [],
};
/** Temporal refuses 2 MB, and a run may have made 50 tries and more. */
const VERDICT_BYTES_MAX = 20_000;

test('a verdict on five thousand changed tests with long names has a few kilobytes, and says how many there were', async () => {
  const { artifacts } = await openLedger();
  const many = Array.from({ length: 5_000 }, (_, index) => `tests/${'x'.repeat(400)}/${index}.test.js`);
  const facts = { tampered: many, opened: many, droppedTests: many, flaky: many, judgedCommit: 'c', log: null };
  const verdict = await storeVerdict(artifacts, JUDGEMENT, facts);
  expect(utf8Bytes(JSON.stringify(verdict))).toBeLessThan(VERDICT_BYTES_MAX);
  expect(verdict.tampered).toHaveLength(21);
  expect(verdict.tampered.at(-1)).toBe('and 4980 more');
  expect(verdict.failedAcceptance).toBeUndefined();
});

test('a verdict names few failed tests in full, since tries are compared by them', async () => {
  const { artifacts } = await openLedger();
  const failedAcceptance = [`a test with a long name ${'x'.repeat(500)}`];
  const facts = { tampered: ['a'], opened: [], droppedTests: [], judgedCommit: 'c', log: null };
  const verdict = await storeVerdict(artifacts, { ...JUDGEMENT, failedAcceptance }, facts);
  expect(verdict).toMatchObject({ failedAcceptance, tampered: ['a'] });
});
