// What may happen to a stream, in each of the protocols: what is booked, what is tried again, and what is data.
import { describe, expect, test } from '@jest/globals';
import { ANSWER_BYTES_MAX } from '../../../../activities/models/answer.js';
import { KEY } from '../model-room.js';
import { BILLED, FAMILIES, openFamilyRoom } from './families.js';

describe.each(FAMILIES)('a stream of %s', (_, family) => {
  const whole = [...family.begin, ...family.say('I mended ', 'the cache.'), ...family.end];
  const said = 'I mended the cache.';

  test('is asked for, read piece by piece, and booked at what it says', async () => {
    const room = await openFamilyRoom(family);
    room.server.script({ pieces: whole });
    const answered = await room.ask();
    expect(answered).toMatchObject({
      ok: true,
      usage: { ...BILLED, cachedInputTokens: 0, cacheWriteTokens: 0 },
      answer: { parts: [{ type: 'text', text: said }], finish: 'stop', unreadable: null },
    });
    expect(await room.rows()).toEqual(['settled']);
    const [seen] = room.server.seen;
    expect(seen?.path).toBe(family.path);
    expect(seen?.headers[family.keyHeader[0]]).toBe(family.keyHeader[1]);
    expect(JSON.stringify({ ...seen, headers: { ...seen?.headers, [family.keyHeader[0]]: '' } })).not.toContain(KEY);
  });

  test('that is cut may have been billed, and is tried again', async () => {
    const room = await openFamilyRoom(family);
    room.server.script({ pieces: [...family.begin, ...family.say('I mended ')], fault: 'cut' }, { pieces: whole });
    await expect(room.ask()).rejects.toMatchObject({ type: 'ModelConnectionLost', nonRetryable: false });
    expect(await room.ask()).toMatchObject({ ok: true });
    expect(await room.rows()).toEqual(['started', 'settled']);
  });

  test('that ends before the answer does is data at its worst case, and not held against the provider', async () => {
    const room = await openFamilyRoom(family);
    room.server.script({ pieces: [...family.begin, ...family.say('I mended ')] });
    const runKey = 'deliver/local/r/spec/1';
    const identity = {
      journalKey: `${runKey}/whole/1/1`,
      runKey,
      purpose: 'build',
      run: 'r',
      task: 't',
      attempt: 'a',
    } as const;
    const answered = await room.ask({ identity });
    expect(answered).toMatchObject({
      ok: true,
      answer: {
        finish: 'error',
        usage: null,
        unreadable: expect.stringContaining('ended before the answer did'),
        parts: [{ text: 'I mended ' }],
      },
    });
    const [row] = await room.ledger.journal.attempts(identity.journalKey);
    expect(row).toMatchObject({ state: 'settled', chargedMicroUsd: row?.worstMicroUsd });
    expect(await room.ledger.journal.doubt(runKey, 'vendor')).toBeNull();
  });

  test('that never begins is cut, and may have been billed', async () => {
    const room = await openFamilyRoom(family);
    room.server.script({ fault: 'hang' });
    await expect(room.ask({}, { thinkingMs: 50 })).rejects.toMatchObject({
      type: 'ModelConnectionLost',
      message: expect.stringContaining('not a byte came for 0.05 s (nothing had come)'),
    });
    expect(await room.rows()).toEqual(['started']);
  });

  test('that falls silent in the middle of a text is cut sooner than one that thinks', async () => {
    const room = await openFamilyRoom(family);
    room.server.script({ pieces: [...family.begin, ...family.say('I ')], fault: 'stall' });
    await expect(room.ask({}, { quietMs: 50 })).rejects.toMatchObject({
      type: 'ModelConnectionLost',
      message: expect.stringMatching(/not a byte came for 0.05 s \(after \d+ bytes\)/),
    });
    expect(await room.rows()).toEqual(['started']);
    await room.server.leftAlone();
  });

  test('that takes too long as a whole is cut though it never falls silent', async () => {
    const room = await openFamilyRoom(family);
    const endless = Array.from({ length: 200_000 }, () => ': still here\n\n');
    room.server.script({ pieces: [...family.begin, ...endless], fault: 'stall' });
    await expect(room.ask({}, { callMs: 200 })).rejects.toMatchObject({
      type: 'ModelConnectionLost',
      message: expect.stringContaining('the call took longer than 0.2 s'),
    });
  });

  test('is left at once on cancellation, and stays booked at its worst case', async () => {
    const room = await openFamilyRoom(family);
    room.server.script({ pieces: [...family.begin, ...family.say('I ')], fault: 'stall' });
    const cancel = new AbortController();
    const asked = room.ask({ signal: cancel.signal });
    await room.server.hanging();
    cancel.abort();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    await room.server.leftAlone();
    expect(await room.rows()).toEqual(['started']);
  });

  test('whose provider gives up before it generated anything was not billed, and is tried again', async () => {
    const room = await openFamilyRoom(family);
    room.server.script({ pieces: [family.overloaded] }, { pieces: [...family.begin, family.overloaded] });
    for (const _attempt of ['at once', 'after the beginning']) {
      await expect(room.ask()).rejects.toMatchObject({
        type: 'ModelBusy',
        message: expect.stringContaining('Overloaded'),
      });
    }
    expect(await room.rows()).toEqual(['void', 'void']);
  });

  test('whose provider gives up in the middle may have been billed, and is tried again', async () => {
    const room = await openFamilyRoom(family);
    room.server.script({ pieces: [...family.begin, ...family.say('I mended '), family.overloaded] });
    await expect(room.ask()).rejects.toMatchObject({
      type: 'ModelConnectionLost',
      message: expect.stringMatching(/Overloaded \(after 9 bytes of the answer\)/),
    });
    expect(await room.rows()).toEqual(['started']);
  });

  test.each([
    ['first', (spoiled: string) => [spoiled, ...whole]],
    ['in the middle', (spoiled: string) => [...family.begin, ...family.say('I '), spoiled, ...family.end]],
  ])('with an event that is no JSON %s is data: what is missing nobody knows', async (_where, spoil) => {
    const room = await openFamilyRoom(family);
    room.server.script({ pieces: spoil('data: {"type": "content_blo\n\n') });
    const answered = await room.ask();
    expect(answered).toMatchObject({ ok: true, answer: { unreadable: expect.stringContaining('cannot be read') } });
    expect(answered.chargedMicroUsd).toBeGreaterThan(0);
    expect(await room.rows()).toEqual(['settled']);
  });

  test('that is larger than any answer is not read to its end, and is data at its worst case', async () => {
    const room = await openFamilyRoom(family);
    const flood = family.say(...Array.from({ length: 60 }, () => 'bla '.repeat(5_000)));
    room.server.script({ pieces: [...family.begin, ...flood.slice(0, -1)], fault: 'stall' });
    const answered = await room.ask();
    expect(answered).toMatchObject({
      ok: true,
      answer: { unreadable: expect.stringContaining(`more than ${ANSWER_BYTES_MAX} bytes`) },
    });
    const [row] = await room.ledger.journal.attempts('deliver/local/r/spec/1/whole/1/1');
    expect(row).toMatchObject({ state: 'settled', chargedMicroUsd: row?.worstMicroUsd });
    await room.server.leftAlone();
  });

  test('whose bytes say nothing is not read without end either', async () => {
    const room = await openFamilyRoom(family);
    room.server.script({ pieces: [...family.begin, `: ${'x'.repeat(100_000)}\n\n`], fault: 'stall' });
    const answered = await room.ask({}, { wireBytes: 50_000 });
    expect(answered).toMatchObject({ ok: true, answer: { unreadable: expect.stringContaining('50000 bytes') } });
  });

  test('is not asked for where the endpoint cannot stream', async () => {
    const room = await openFamilyRoom(family, { stream: false });
    room.server.script({ status: 400, body: { error: { message: 'no' } } });
    expect(await room.ask()).toMatchObject({ ok: false, reason: 'rejected' });
    expect(room.server.seen[0]?.path).not.toContain('stream');
    expect(JSON.parse(room.server.seen[0]?.body ?? '')).not.toHaveProperty('stream', true);
  });
});
