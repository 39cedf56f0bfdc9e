import { describe, expect, test } from '@jest/globals';
import type { Ledger } from '../../../activities/ledger/ledger.js';
import { type JournaledCallInput, journaledCall } from '../../../activities/models/journaled-call.js';
import { prepareRequest } from '../../../activities/models/model-request.js';
import { REQUEST_OVERHEAD_TOKENS } from '../../../core/price.js';
import { openAiAnswer } from '../../doubles/model-server.js';
import {
  asActivity,
  callInput,
  GENERATOR,
  IDENTITY,
  KEY,
  type ModelRoom,
  openModelRoom,
  providersAt,
} from './model-room.js';

const ANSWER = openAiAnswer({ text: 'done', usage: { input: 2_000, output: 100 } });
const ANSWER_MICRO_USD = 2_500;

function ask(room: Pick<ModelRoom, 'ledger' | 'providers'>, changes: Partial<JournaledCallInput> = {}) {
  return asActivity(() => journaledCall(room, callInput(changes)));
}

async function worstOf(ledger: Ledger): Promise<number> {
  const rows = await ledger.journal.attempts(IDENTITY.journalKey);
  return rows[0]!.worstMicroUsd;
}

describe('a journaled call', () => {
  test('books what the provider says and stores the answer', async () => {
    const room = await openModelRoom();
    room.server.script(ANSWER);
    expect(await ask(room)).toMatchObject({
      ok: true,
      replayed: false,
      chargedMicroUsd: ANSWER_MICRO_USD,
      answer: { parts: [{ type: 'text', text: 'done' }], finish: 'stop' },
    });
    const [row] = await room.ledger.journal.attempts(IDENTITY.journalKey);
    expect(row).toMatchObject({ state: 'settled', model: GENERATOR.name, chargedMicroUsd: ANSWER_MICRO_USD });
  });

  test('gives a recorded answer again at the same cost and asks nobody', async () => {
    const room = await openModelRoom();
    room.server.script(ANSWER);
    const first = await ask(room);
    const again = await ask(room);
    expect(again).toEqual({ ...first, replayed: true });
    expect(room.server.billed()).toBe(1);
  });

  test('gives a recorded answer again where nothing is left to spend and the provider is unknown', async () => {
    const room = await openModelRoom();
    room.server.script(ANSWER);
    await ask(room);
    const stranger = { ...room, providers: providersAt('http://127.0.0.1:9/v1') };
    expect(await ask(stranger, { allowanceMicroUsd: 0 })).toMatchObject({ ok: true, replayed: true });
  });

  test('asks anew when the same step asks for something else, and reports the cost of both', async () => {
    const room = await openModelRoom();
    room.server.script(ANSWER, ANSWER);
    await ask(room);
    const other = {
      messages: [{ role: 'user' as const, content: 'Another question.' }],
      tools: [],
      answerSchema: null,
    };
    expect(await ask(room, { request: other })).toMatchObject({ ok: true, chargedMicroUsd: 2 * ANSWER_MICRO_USD });
    expect(room.server.billed()).toBe(2);
  });

  test('counts a call at its worst case when the process died between answer and booking', async () => {
    const room = await openModelRoom();
    room.server.script(ANSWER, ANSWER);
    const journal = { ...room.ledger.journal, settle: () => Promise.reject(new Error('killed')) };
    await expect(ask({ ...room, ledger: { ...room.ledger, journal } })).rejects.toThrow('killed');
    const expected = (await worstOf(room.ledger)) + ANSWER_MICRO_USD;
    const second = await ask(room);
    expect(second).toMatchObject({ ok: true, replayed: false, chargedMicroUsd: expected });
    expect(await ask(room)).toEqual({ ...second, replayed: true });
    expect((await room.ledger.journal.chargedUnder(IDENTITY.journalKey)).chargedMicroUsd).toBe(expected);
  });

  test('gives the answer that was settled first when two attempts overlap, and the cost of both', async () => {
    const room = await openModelRoom();
    room.server.script(ANSWER, openAiAnswer({ text: 'another', usage: { input: 2_000, output: 100 } }));
    const settle = room.ledger.journal.settle;
    const overlapping = {
      ...room.ledger.journal,
      settle: async (...call: Parameters<typeof settle>) => {
        await ask(room);
        await settle(...call);
      },
    };
    const late = await ask({ ...room, ledger: { ...room.ledger, journal: overlapping } });
    expect(late).toMatchObject({
      ok: true,
      chargedMicroUsd: 2 * ANSWER_MICRO_USD,
      answer: { parts: [{ text: 'another' }] },
    });
    expect(await ask(room)).toMatchObject({
      chargedMicroUsd: 2 * ANSWER_MICRO_USD,
      answer: { parts: [{ text: 'another' }] },
    });
  });
});

describe('the allowance', () => {
  test('is never exceeded by a call: one micro-dollar less than the worst case asks nobody', async () => {
    const room = await openModelRoom();
    room.server.script(ANSWER);
    await ask(room);
    const worst = await worstOf(room.ledger);
    const step = { ...IDENTITY, journalKey: 'another/step' };
    const refused = await ask(room, { identity: step, allowanceMicroUsd: worst - 1 });
    expect(refused).toMatchObject({ ok: false, reason: 'overAllowance', chargedMicroUsd: 0 });
    expect(room.server.seen).toHaveLength(1);
    expect(await room.ledger.journal.attempts('another/step')).toEqual([]);
    room.server.script(ANSWER);
    expect(await ask(room, { identity: step, allowanceMicroUsd: worst })).toMatchObject({ ok: true });
  });

  test('must cover a second worst case when the first attempt may have been billed', async () => {
    const room = await openModelRoom();
    room.server.script({ fault: 'resetAfter' }, ANSWER);
    await expect(ask(room)).rejects.toMatchObject({ type: 'ModelConnectionLost' });
    const worst = await worstOf(room.ledger);
    expect(await ask(room, { allowanceMicroUsd: 2 * worst - 1 })).toMatchObject({
      ok: false,
      reason: 'overAllowance',
      chargedMicroUsd: worst,
    });
    expect(room.server.seen).toHaveLength(1);
    expect(await ask(room, { allowanceMicroUsd: 2 * worst })).toMatchObject({
      ok: true,
      chargedMicroUsd: worst + ANSWER_MICRO_USD,
    });
  });

  test('holds also for an attempt that did not see the one it overlaps', async () => {
    const room = await openModelRoom();
    room.server.script({ fault: 'resetAfter' });
    await expect(ask(room)).rejects.toMatchObject({ type: 'ModelConnectionLost' });
    const worst = await worstOf(room.ledger);
    const { attempts } = room.ledger.journal;
    let looks = 0;
    const journal = { ...room.ledger.journal, attempts: async (key: string) => (looks++ === 0 ? [] : attempts(key)) };
    const late = await ask({ ...room, ledger: { ...room.ledger, journal } }, { allowanceMicroUsd: 2 * worst - 1 });
    expect(late).toMatchObject({ ok: false, reason: 'overAllowance', chargedMicroUsd: worst });
    expect(room.server.seen).toHaveLength(1);
    expect((await room.ledger.journal.chargedUnder(IDENTITY.journalKey)).chargedMicroUsd).toBe(worst);
  });

  test('is left alone by an attempt that did not see that another has answered meanwhile', async () => {
    const room = await openModelRoom();
    room.server.script(ANSWER);
    const first = await ask(room);
    const { attempts } = room.ledger.journal;
    let looks = 0;
    const journal = { ...room.ledger.journal, attempts: async (key: string) => (looks++ === 0 ? [] : attempts(key)) };
    const late = await ask({ ...room, ledger: { ...room.ledger, journal } });
    expect(late).toEqual({ ...first, replayed: true });
    expect(room.server.seen).toHaveLength(1);
    expect((await attempts(IDENTITY.journalKey)).map(({ state }) => state)).toEqual(['settled', 'void']);
  });

  test('is not touched by refusals that cannot have been billed', async () => {
    const room = await openModelRoom();
    room.server.script({ status: 429 }, { status: 500 }, { status: 401, body: { error: { message: 'no' } } }, ANSWER);
    await expect(ask(room)).rejects.toMatchObject({ type: 'ModelBusy' });
    await expect(ask(room)).rejects.toMatchObject({ type: 'ModelBusy' });
    expect(await ask(room)).toMatchObject({ ok: false, reason: 'gone', chargedMicroUsd: 0 });
    expect(await ask(room)).toMatchObject({ ok: true, chargedMicroUsd: ANSWER_MICRO_USD });
  });
});

describe('a provider whose figures cannot be true', () => {
  const RUN = 'deliver/local/r/spec/1';
  const step = (name: string) => ({ identity: { ...IDENTITY, journalKey: `${RUN}/whole/${name}`, runKey: RUN } });
  const told = (usage: { input: number; output: number } | null) => openAiAnswer({ text: 'done', usage });

  async function chargedAndWorst(room: ModelRoom, name: string): Promise<[number, number]> {
    const [row] = await room.ledger.journal.attempts(`${RUN}/whole/${name}`);
    return [row!.chargedMicroUsd, row!.worstMicroUsd];
  }

  test.each([
    ['missing', null],
    ['fewer than the words of the request', { input: 2, output: 100 }],
  ])('is booked at the worst case for the rest of the run, once they are %s', async (_, usage) => {
    const room = await openModelRoom();
    room.server.script(ANSWER, told(usage), ANSWER, ANSWER, ANSWER);
    for (const name of ['1/turn-1', '1/turn-2', '2/turn-1']) await ask(room, step(name));
    await ask(room, { ...step('3/turn-1'), generator: { ...GENERATOR, model: 'model-2', name: 'double/model-2' } });
    expect((await chargedAndWorst(room, '1/turn-1'))[0]).toBe(ANSWER_MICRO_USD);
    for (const name of ['1/turn-2', '2/turn-1', '3/turn-1']) {
      const [charged, worst] = await chargedAndWorst(room, name);
      expect([name, charged]).toEqual([name, worst]);
    }
    const elsewhere = { ...IDENTITY, journalKey: 'deliver/local/r/spec/2/whole/1', runKey: 'deliver/local/r/spec/2' };
    expect(await ask(room, { identity: elsewhere })).toMatchObject({ chargedMicroUsd: ANSWER_MICRO_USD });
  });

  test('is found out by the turn before, where each figure alone could be true', async () => {
    const room = await openModelRoom();
    const first = callInput().request;
    const second = {
      ...first,
      messages: [
        ...first.messages,
        { role: 'assistant' as const, content: 'done' },
        { role: 'user' as const, content: 'Go on.' },
      ],
    };
    room.server.script(told({ input: 2_000, output: 100 }), told({ input: 1_010, output: 100 }));
    await ask(room, step('1/turn-1'));
    await ask(room, { ...step('1/turn-2'), request: second });
    const [charged, worst] = await chargedAndWorst(room, '1/turn-2');
    expect(charged).toBe(worst);
    expect(await room.ledger.journal.doubt(RUN, 'double')).toContain('for the beginning of the same request');
  });

  test('is weighed call by call where nobody says which run it is', async () => {
    const room = await openModelRoom();
    room.server.script(told(null), ANSWER);
    const alone = (name: string) => ({ identity: { ...IDENTITY, journalKey: `${RUN}/whole/${name}` } });
    await ask(room, alone('1/turn-1'));
    await ask(room, alone('1/turn-2'));
    expect((await chargedAndWorst(room, '1/turn-2'))[0]).toBe(ANSWER_MICRO_USD);
  });
});

describe('a cancelled call', () => {
  test('ends at once and stays booked at its worst case', async () => {
    const room = await openModelRoom();
    room.server.script({ fault: 'hang' });
    const cancel = new AbortController();
    const asked = ask(room, { signal: cancel.signal });
    await room.server.hanging();
    cancel.abort();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    const [row] = await room.ledger.journal.attempts(IDENTITY.journalKey);
    expect(row!.state).toBe('started');
  });
});

describe('the request', () => {
  test('carries who asks in its headers, in ASCII', async () => {
    const room = await openModelRoom();
    room.server.script(ANSWER);
    await ask(room);
    expect(room.server.seen[0]!.headers).toMatchObject({
      'x-nightshift-purpose': 'build',
      'x-nightshift-run': 'spec.1',
      'x-nightshift-task': 'Gr%C3%B6%C3%9Fe of caches',
      'x-nightshift-attempt': 'spec.1/whole/1',
      authorization: `Bearer ${KEY}`,
    });
  });

  test('is sent once: the SDK does not retry on its own', async () => {
    const room = await openModelRoom();
    room.server.script({ status: 503 }, ANSWER);
    await expect(ask(room)).rejects.toMatchObject({ type: 'ModelBusy' });
    expect(room.server.seen).toHaveLength(1);
  });

  test('leaves the key in no row, no answer and no error', async () => {
    const room = await openModelRoom();
    const echo = { error: { message: `Incorrect API key provided: ${KEY}` } };
    room.server.script({ status: 401, body: echo }, { status: 503, body: echo }, ANSWER);
    const rejected = await ask(room);
    const thrown = await ask(room).catch((error: Error) => `${error.message} ${error.stack} ${String(error.cause)}`);
    const answered = await ask(room);
    const rows = await room.ledger.journal.attempts(IDENTITY.journalKey);
    expect(rejected).toMatchObject({ message: expect.stringContaining('check the key in DOUBLE_KEY') });
    expect(JSON.stringify([rejected, thrown, answered, rows])).not.toContain(KEY);
  });
});

describe('the allowance in tokens', () => {
  test('is never exceeded by a call, and counts attempts without an answer at their worst case', async () => {
    const room = await openModelRoom();
    room.server.script({ fault: 'resetAfter' });
    await expect(ask(room)).rejects.toMatchObject({ type: 'ModelConnectionLost' });
    const { bytes } = prepareRequest(GENERATOR, callInput().request);
    const worst = bytes + REQUEST_OVERHEAD_TOKENS + GENERATOR.settings.maxOutputTokens;
    const refused = await ask(room, { allowanceTokens: 2 * worst - 1 });
    expect(refused).toMatchObject({ ok: false, reason: 'overAllowance', tokens: worst });
    expect(refused).toMatchObject({ message: expect.stringContaining(`${worst} tokens on top of ${worst}`) });
    expect(room.server.seen).toHaveLength(1);
    room.server.script(ANSWER);
    const answered = await ask(room, { allowanceTokens: 2 * worst });
    expect(answered).toMatchObject({ ok: true, tokens: worst + 2_100 });
    expect((await room.ledger.journal.chargedUnder(IDENTITY.journalKey)).tokens).toBe(worst + 2_100);
  });
});
