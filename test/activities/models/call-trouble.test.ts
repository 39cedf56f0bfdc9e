import { createServer } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { journaledCall } from '../../../activities/models/journaled-call.js';
import { RETRY_AFTER_MS_MAX, retryAfterMs } from '../../../activities/models/retry-after.js';
import type { Reply } from '../../doubles/model-server.js';
import { asActivity, callInput, IDENTITY, openModelRoom, providersAt } from './model-room.js';

const message = (text: string) => ({ error: { message: text } });
const OK_BODY = { choices: [{ message: { content: 'done' }, finish_reason: 'stop' }] };

interface Row {
  when: string;
  reply: Reply;
  thrown?: string;
  reason?: string;
  says?: string;
  row: 'void' | 'started' | 'settled';
}

const TABLE: Row[] = [
  {
    when: 'the request is wrong',
    reply: { status: 400, body: message('bad') },
    reason: 'rejected',
    says: 'bad',
    row: 'void',
  },
  { when: 'the key is wrong', reply: { status: 401 }, reason: 'rejected', says: 'DOUBLE_KEY', row: 'void' },
  { when: 'the key may not do this', reply: { status: 403 }, reason: 'rejected', says: 'DOUBLE_KEY', row: 'void' },
  { when: 'there is no such model', reply: { status: 404 }, reason: 'rejected', says: "model's name", row: 'void' },
  { when: 'the request cannot be handled', reply: { status: 422 }, reason: 'rejected', says: '422', row: 'void' },
  { when: 'the provider took too long to read it', reply: { status: 408 }, thrown: 'ModelBusy', row: 'void' },
  { when: 'there is a conflict', reply: { status: 409 }, thrown: 'ModelBusy', row: 'void' },
  { when: 'we ask too often', reply: { status: 429 }, thrown: 'ModelBusy', row: 'void' },
  {
    when: 'the account is empty',
    reply: { status: 429, body: { error: { message: 'pay', code: 'insufficient_quota' } } },
    reason: 'rejected',
    says: 'no credit',
    row: 'void',
  },
  { when: 'the provider has an error', reply: { status: 500 }, thrown: 'ModelBusy', row: 'void' },
  { when: 'the provider is overloaded', reply: { status: 529 }, thrown: 'ModelBusy', row: 'void' },
  {
    when: 'a server error says not to try again',
    reply: { status: 500, headers: { 'x-should-retry': 'false' } },
    reason: 'unavailable',
    row: 'void',
  },
  {
    when: 'a refusal says to try again',
    reply: { status: 400, headers: { 'x-should-retry': 'true' } },
    thrown: 'ModelBusy',
    row: 'void',
  },
  {
    when: 'the connection breaks before an answer',
    reply: { fault: 'resetBefore' },
    thrown: 'ModelConnectionLost',
    row: 'started',
  },
  {
    when: 'the connection breaks after the headers',
    reply: { fault: 'resetAfter' },
    thrown: 'ModelConnectionLost',
    row: 'started',
  },
  {
    when: 'the answer is cut in the middle',
    reply: { body: OK_BODY, fault: 'cut' },
    thrown: 'ModelConnectionLost',
    row: 'started',
  },
];

describe('when', () => {
  test.each(TABLE)('$when, the call is booked as $row', async ({ reply, thrown, reason, says, row }) => {
    const room = await openModelRoom();
    room.server.script(reply);
    const asked = asActivity(() => journaledCall(room, callInput()));
    if (thrown) await expect(asked).rejects.toMatchObject({ type: thrown, nonRetryable: false });
    else expect(await asked).toMatchObject({ ok: false, reason, message: expect.stringContaining(says ?? '') });
    const rows = await room.ledger.journal.attempts(IDENTITY.journalKey);
    expect(rows.map((each) => each.state)).toEqual([row]);
  });

  test.each([
    ['no JSON', 'Service is warming up'],
    ['JSON of another kind', { hello: 'world' }],
  ])('a whole answer is %s, it is data, booked at the worst case', async (_, body) => {
    const room = await openModelRoom();
    room.server.script({ body });
    const called = await asActivity(() => journaledCall(room, callInput()));
    const [row] = await room.ledger.journal.attempts(IDENTITY.journalKey);
    expect(called).toMatchObject({ ok: true, answer: { unreadable: expect.stringContaining('double/model-1') } });
    expect(row).toMatchObject({ state: 'settled', chargedMicroUsd: row!.worstMicroUsd });
  });

  test('nobody listens there, nothing is booked and the message names the address', async () => {
    const room = await openModelRoom();
    const unused = await unusedPort();
    const providers = providersAt(`http://127.0.0.1:${unused}/v1`);
    const asked = asActivity(() => journaledCall({ ...room, providers }, callInput()));
    await expect(asked).rejects.toMatchObject({
      type: 'ModelUnreachable',
      message: expect.stringContaining(`127.0.0.1:${unused}`),
    });
    const [row] = await room.ledger.journal.attempts(IDENTITY.journalKey);
    expect(row!.state).toBe('void');
  });

  test('the name does not resolve, nothing is booked', async () => {
    const room = await openModelRoom();
    const providers = providersAt('http://no-such-host.invalid/v1');
    const asked = asActivity(() => journaledCall({ ...room, providers }, callInput()));
    await expect(asked).rejects.toMatchObject({ type: 'ModelUnreachable' });
  });

  test('the runtime refuses to send the request, it is rejected, nothing is booked and the message names the address', async () => {
    const room = await openModelRoom();
    const providers = providersAt('http://127.0.0.1:9/v1');
    const called = await asActivity(() => journaledCall({ ...room, providers }, callInput()));
    expect(called).toMatchObject({
      ok: false,
      reason: 'rejected',
      message: expect.stringContaining('bad port (not sent; correct the address http://127.0.0.1:9/v1'),
    });
    const [row] = await room.ledger.journal.attempts(IDENTITY.journalKey);
    expect(row!.state).toBe('void');
  });

  test('the provider says how long to wait, the engine is told', async () => {
    const room = await openModelRoom();
    room.server.script({ status: 429, headers: { 'retry-after': '7' } });
    const asked = asActivity(() => journaledCall(room, callInput()));
    await expect(asked).rejects.toMatchObject({ type: 'ModelBusy', nextRetryDelay: 7_000 });
  });
});

describe('the time to wait', () => {
  const NOW_MS = Date.parse('2026-11-22T03:00:00Z');

  test.each([
    [{ 'retry-after-ms': '1500', 'retry-after': '9' }, 1_500],
    [{ 'retry-after': '9' }, 9_000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 03:00:20 GMT' }, 20_000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 02:00:00 GMT' }, 0],
    [{ 'retry-after': '86400' }, RETRY_AFTER_MS_MAX],
    [{ 'retry-after': '-5' }, 0],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after-ms': '' }, null],
    [{}, null],
  ])('for %p is %p ms', (headers: Record<string, string>, expected) => {
    expect(retryAfterMs(headers, NOW_MS)).toBe(expected);
  });
});

/** A port that was free a moment ago. */
function unusedPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
