import { describe, expect, test } from '@jest/globals';
import { type JournaledCallInput, journaledCall } from '../../../activities/models/journaled-call.js';
import { WIRE_LIMITS } from '../../../activities/models/open-wire.js';
import {
  COOL_DOWN_MS,
  COOL_DOWN_MS_MAX,
  createProviderBreakers,
  type Entry,
  FAILURES_IN_A_ROW,
  PROBE_WAIT_MS,
} from '../../../activities/models/provider-breakers.js';
import { openAiAnswer, type Reply } from '../../doubles/model-server.js';
import { asActivity, callInput, IDENTITY, openModelRoom } from './model-room.js';

const HOST = 'http://one.example/v1';

/** Breakers by a clock that the test sets. */
function breakersAt(random = () => 0) {
  const clock = { nowMs: 1_000_000 };
  const breakers = createProviderBreakers(() => clock.nowMs, random);
  const enter = (model = 'a', host = HOST) => breakers.enter(host, model);
  const sent = (model = 'a', host = HOST) => {
    const entry = enter(model, host);
    if (!entry.ok) throw new Error(entry.message);
    return entry;
  };
  const failOften = (times: number) => {
    for (let time = 0; time < times; time++) sent().ended('failed', 'status 503');
  };
  return { clock, enter, sent, failOften };
}

const waitOf = (entry: Entry) => (entry.ok ? null : entry.waitMs);

describe('a provider that fails for everyone', () => {
  test('is left alone after some failures in a row, and those that come are told why and how long', () => {
    const { clock, enter, failOften } = breakersAt();
    failOften(FAILURES_IN_A_ROW - 1);
    expect(enter().ok).toBe(true);
    failOften(1);
    clock.nowMs += 1_000;
    expect(enter()).toMatchObject({
      ok: false,
      waitMs: COOL_DOWN_MS - 1_000,
      message: 'not sent: the provider failed 5 times in a row, at last with: status 503',
    });
    expect(enter('a', 'http://another.example/v1').ok).toBe(true);
  });

  test('says that nobody could be reached only where no call of the row reached it', () => {
    const { enter, sent } = breakersAt();
    for (let time = 0; time < FAILURES_IN_A_ROW; time++) sent().ended('unreached', 'ENOTFOUND');
    expect(enter()).toMatchObject({ ok: false, unreached: true });
    const other = breakersAt();
    other.failOften(1);
    for (let time = 1; time < FAILURES_IN_A_ROW; time++) other.sent().ended('unreached', 'ECONNREFUSED');
    expect(other.enter()).toMatchObject({ ok: false, unreached: false });
  });

  test('is asked once when the time is over, while the others wait on', () => {
    const { clock, enter, sent, failOften } = breakersAt();
    failOften(FAILURES_IN_A_ROW);
    clock.nowMs += COOL_DOWN_MS;
    const probe = sent();
    expect(waitOf(enter())).toBe(PROBE_WAIT_MS);
    probe.ended('answered');
    expect(enter().ok).toBe(true);
  });

  test('is left alone twice as long each time it fails again, up to a limit', () => {
    const { clock, enter, sent, failOften } = breakersAt();
    failOften(FAILURES_IN_A_ROW);
    const waits = Array.from({ length: 8 }, () => {
      const waitMs = waitOf(enter()) ?? 0;
      clock.nowMs += waitMs;
      expect(sent().ended('failed')).toBeGreaterThan(0);
      return waitMs;
    });
    expect(waits).toEqual([5_000, 10_000, 20_000, 40_000, 80_000, 160_000, COOL_DOWN_MS_MAX, COOL_DOWN_MS_MAX]);
    clock.nowMs += COOL_DOWN_MS_MAX;
    sent().ended('answered');
    failOften(FAILURES_IN_A_ROW);
    expect(waitOf(enter())).toBe(COOL_DOWN_MS);
  });

  test('is asked by the next one when the one that was to find out was cancelled or refused', () => {
    const { clock, enter, sent, failOften } = breakersAt();
    failOften(FAILURES_IN_A_ROW);
    clock.nowMs += COOL_DOWN_MS;
    sent().ended('unknown');
    const next = sent();
    expect(enter().ok).toBe(false);
    next.ended('answered');
    expect(enter().ok).toBe(true);
  });

  test('sends those that wait back at different moments, and never too soon', () => {
    const { enter, failOften } = breakersAt(() => 0.5);
    failOften(FAILURES_IN_A_ROW);
    expect(waitOf(enter())).toBe(1.1 * COOL_DOWN_MS);
  });
});

describe('a provider that works', () => {
  test('is asked again whatever failed before, when anybody has had an answer in between', () => {
    const { enter, sent, failOften } = breakersAt();
    for (let round = 0; round < 3; round++) {
      failOften(FAILURES_IN_A_ROW - 1);
      sent('b').ended('answered');
    }
    expect(enter().ok).toBe(true);
  });

  test('is asked for a model that has not failed, since others may serve it, and its answer lets all others in', () => {
    const { enter, sent, failOften } = breakersAt();
    failOften(FAILURES_IN_A_ROW);
    expect(enter().ok).toBe(false);
    sent('b').ended('answered');
    expect(enter().ok).toBe(true);
  });

  test('is not left alone for longer by calls that were sent before', () => {
    const { clock, enter, sent, failOften } = breakersAt();
    const late = [sent(), sent()];
    failOften(FAILURES_IN_A_ROW);
    clock.nowMs += 4_000;
    for (const call of late) expect(call.ended('failed')).toBe(COOL_DOWN_MS - 4_000);
    expect(waitOf(enter())).toBe(COOL_DOWN_MS - 4_000);
  });
});

describe('the calls of a worker', () => {
  const ANSWER = openAiAnswer({ text: 'done' });

  async function openWorker() {
    const room = await openModelRoom();
    const limits = { ...WIRE_LIMITS };
    const clock = { nowMs: 0 };
    const breakers = createProviderBreakers(() => clock.nowMs);
    const key = (step: number) => `${IDENTITY.journalKey}/${step}`;
    const ask = (step: number, changes: Partial<JournaledCallInput> = {}) => {
      const input = callInput({ identity: { ...IDENTITY, journalKey: key(step) }, ...changes });
      const hands = { ...room, breakers, wireLimits: limits };
      return asActivity(() => journaledCall(hands, input)).catch((error: Error & { type?: string }) => error);
    };
    const rows = async (step: number) => (await room.ledger.journal.attempts(key(step))).map(({ state }) => state);
    return { ...room, clock, limits, ask, rows };
  }

  test.each<[string, Reply, string]>([
    ['5xx', { status: 503 }, 'void'],
    ['broken connections', { fault: 'resetBefore' }, 'started'],
    ['silence', { fault: 'hang' }, 'started'],
  ])('are not sent after a row of %s, and nothing is booked for them', async (_, reply, state) => {
    const worker = await openWorker();
    if (reply.fault === 'hang') worker.limits.thinkingMs = 50;
    worker.server.otherwise(() => reply);
    const given = [];
    for (let step = 1; step <= FAILURES_IN_A_ROW + 1; step++) given.push(await worker.ask(step));
    expect(worker.server.seen).toHaveLength(FAILURES_IN_A_ROW);
    // The one with which the row is full waits as well: the engine would spend an attempt on asking too early.
    for (const busy of given.slice(FAILURES_IN_A_ROW - 1)) {
      expect(busy).toMatchObject({ ok: false, reason: 'busy', waitMs: expect.any(Number) });
    }
    expect(await worker.rows(FAILURES_IN_A_ROW)).toEqual([state]);
    expect(await worker.rows(FAILURES_IN_A_ROW + 1)).toEqual([]);
    expect(given.at(-1)).toMatchObject({ chargedMicroUsd: 0, message: expect.stringContaining('not sent') });
    Object.assign(worker.limits, WIRE_LIMITS);
    worker.clock.nowMs += COOL_DOWN_MS;
    worker.server.otherwise(() => ANSWER);
    expect(await worker.ask(FAILURES_IN_A_ROW + 1)).toMatchObject({ ok: true });
    expect(await worker.ask(1)).toMatchObject({ ok: true });
  });

  test('are all sent where a provider asks to wait or refuses, however often', async () => {
    const worker = await openWorker();
    for (const status of [429, 400, 401, 408]) worker.server.script({ status }, { status }, { status });
    for (let step = 1; step <= 12; step++) await worker.ask(step);
    expect(worker.server.seen).toHaveLength(12);
  });

  test('find out whether it works again also when the first of them is cancelled', async () => {
    const worker = await openWorker();
    worker.server.otherwise(() => ({ status: 503 }));
    for (let step = 1; step <= FAILURES_IN_A_ROW; step++) await worker.ask(step);
    worker.clock.nowMs += COOL_DOWN_MS;
    await expect(worker.ask(1, { signal: AbortSignal.abort() })).resolves.toMatchObject({ name: 'AbortError' });
    worker.server.otherwise(() => ANSWER);
    expect(await worker.ask(2)).toMatchObject({ ok: true });
  });

  test('have the recorded answer while it is left alone', async () => {
    const worker = await openWorker();
    worker.server.script(ANSWER);
    await worker.ask(0);
    worker.server.otherwise(() => ({ status: 503 }));
    for (let step = 1; step <= FAILURES_IN_A_ROW; step++) await worker.ask(step);
    expect(await worker.ask(0)).toMatchObject({ ok: true, replayed: true });
  });
});
