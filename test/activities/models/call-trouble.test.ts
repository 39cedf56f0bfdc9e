// Every fault of a provider once: what the activity gives, whether the engine tries again, what the journal books, and
// that this is never less than what the provider bills by its own account. What streams do besides stands in
// protocols/streams.test.ts, retries and overlapping attempts in journaled-call.test.ts.
import { describe, expect, test } from '@jest/globals';
import type { Info } from '@temporalio/activity';
import { type JournaledCallResult, journaledCall } from '../../../activities/models/journaled-call.js';
import { WIRE_LIMITS } from '../../../activities/models/open-wire.js';
import { RETRY_AFTER_MS_MAX, retryAfterMs } from '../../../activities/models/retry-after.js';
import { FAILURES, type FailureType } from '../../../core/failures.js';
import { chargeMicroUsd } from '../../../core/price.js';
import type { Reply } from '../../doubles/model-server.js';
import { FAULTS, REQUEST } from './faults.js';
import { asActivity, callInput, GENERATOR, IDENTITY, openModelRoom, PRICE, providersAt } from './model-room.js';

describe('a provider with', () => {
  test.each(FAULTS)('$when: $gives, booked: $booked', async (fault) => {
    const room = await openModelRoom();
    if (fault.reply) room.server.script(fault.reply);
    const providers = fault.at ? providersAt(await fault.at()) : room.providers;
    const input = callInput({
      generator: { ...GENERATOR, settings: { maxOutputTokens: fault.maxOutputTokens ?? 1_000 } },
      request: { messages: [{ role: 'user', content: REQUEST }], tools: [], answerSchema: null },
      allowanceMicroUsd: 10_000_000,
    });
    const hands = { ledger: room.ledger, providers, wireLimits: { ...WIRE_LIMITS, ...fault.limits } };
    const { gives, says, cost } = await outcome(asActivity(() => journaledCall(hands, input)));
    expect({ gives, says }).toEqual({ gives: fault.gives, says: expect.stringContaining(fault.says ?? '') });

    const [row, ...more] = await room.ledger.journal.attempts(IDENTITY.journalKey);
    const booked = { nothing: 0, worst: row!.worstMicroUsd }[fault.booked] ?? fault.booked;
    const charged = await room.ledger.journal.chargedUnder(IDENTITY.journalKey);
    expect([row?.state, more.length, charged.chargedMicroUsd]).toEqual([fault.row, 0, booked]);
    if (cost) expect(cost).toMatchObject({ chargedMicroUsd: booked, tokens: charged.tokens });
    const owed = room.server.account.reduce((sum, usage) => sum + chargeMicroUsd(PRICE, usage), 0);
    const made = room.server.account.reduce((sum, usage) => sum + usage.inputTokens + usage.outputTokens, 0);
    expect(charged.chargedMicroUsd).toBeGreaterThanOrEqual(owed);
    expect(charged.tokens).toBeGreaterThanOrEqual(made);
  });
});

/** Everything that is thrown is worth another try. */
async function outcome(asked: Promise<JournaledCallResult>) {
  try {
    const cost = await asked;
    if (!cost.ok) return { gives: cost.reason, says: cost.message, cost };
    return { gives: cost.answer.unreadable === null ? 'answer' : 'unreadable', says: '', cost };
  } catch (error) {
    const { type, message: says, nonRetryable } = error as Error & { type: FailureType; nonRetryable: boolean };
    expect([type, nonRetryable, FAILURES[type].retryable]).toEqual([type, false, true]);
    return { gives: type, says, cost: null };
  }
}

const RETRY_POLICY = { initialInterval: 1_000, backoffCoefficient: 2, maximumInterval: 30_000, maximumAttempts: 6 };

describe('a provider that is busy', () => {
  async function refusedWith(reply: Reply, info: Partial<Info> = {}) {
    const room = await openModelRoom();
    room.server.script(reply);
    const asked = asActivity(() => journaledCall(room, callInput()), info);
    return asked.catch((error: Error & { type: string; nextRetryDelay?: number }) => error);
  }

  test.each([
    [{ 'retry-after-ms': '7000' }],
    [{ 'retry-after': '7' }],
    [{ date: 'Sun, 22 Nov 2026 02:00:00 GMT', 'retry-after': 'Sun, 22 Nov 2026 02:00:07 GMT' }],
  ])('and says %p is waited for by the engine, and no shorter', async (headers) => {
    const given = await refusedWith({ status: 429, headers });
    expect(given).toMatchObject({ type: 'ModelBusy' });
    const { nextRetryDelay = 0 } = given as { nextRetryDelay?: number };
    expect(nextRetryDelay).toBeGreaterThanOrEqual(7_000);
    expect(nextRetryDelay).toBeLessThanOrEqual(8_400);
  });

  test.each(['-3', '0', 'soon', 'in 5 minutes', 'Sun, 22 Nov 2026 02:00:07 GMT', '1e999'])(
    'and says retry-after: %p is tried again after the usual time',
    async (value) => {
      const given = await refusedWith({ status: 429, headers: { 'retry-after': value } });
      expect(given).toMatchObject({ type: 'ModelBusy', nextRetryDelay: undefined });
    },
  );

  test('and asks for less than the engine would wait by itself gets no more attempts by that', async () => {
    const reply = { status: 429, headers: { 'retry-after': '1' } };
    const given = await refusedWith(reply, { attempt: 4, retryPolicy: RETRY_POLICY });
    expect((given as { nextRetryDelay?: number }).nextRetryDelay).toBeGreaterThanOrEqual(8_000);
  });

  test.each([
    ['for longer than a minute', { status: 503, headers: { 'retry-after': '61' } }, 1, 61_000],
    ['for longer than any wait', { status: 429, headers: { 'retry-after': '999999' } }, 1, RETRY_AFTER_MS_MAX],
    ['until the last attempt', { status: 429 }, RETRY_POLICY.maximumAttempts, 60_000],
  ])('%s is data, so that others go on meanwhile', async (_, reply, attempt, waitMs) => {
    const given = await refusedWith(reply, { attempt, retryPolicy: RETRY_POLICY });
    expect(given).toMatchObject({ ok: false, reason: 'busy', chargedMicroUsd: 0, tokens: 0 });
    expect((given as { waitMs: number }).waitMs).toBeGreaterThanOrEqual(waitMs);
    expect((given as { waitMs: number }).waitMs).toBeLessThanOrEqual(1.2 * waitMs);
  });
});

test.each([
  [{ 'retry-after-ms': '1500', 'retry-after': '9' }, 1_500],
  [{ 'retry-after-ms': 'x', 'retry-after': '9' }, 9_000],
  [{ 'retry-after': 'Sun, 22 Nov 2026 03:00:20 GMT' }, 20_000],
  // A worker whose clock is an hour off, in either direction.
  [{ 'retry-after': 'Sun, 22 Nov 2026 04:00:20 GMT', date: 'Sun, 22 Nov 2026 04:00:00 GMT' }, 20_000],
  [{ 'retry-after': 'Sun, 22 Nov 2026 02:00:20 GMT', date: 'Sun, 22 Nov 2026 02:00:00 GMT' }, 20_000],
  [{ 'retry-after': '86400' }, RETRY_AFTER_MS_MAX],
  [{ 'retry-after-ms': '' }, null],
  [{}, null],
])('the wait that %p asks for is %p ms', (headers: Record<string, string>, expected) => {
  expect(retryAfterMs(headers, Date.parse('2026-11-22T03:00:00Z'))).toBe(expected);
});
