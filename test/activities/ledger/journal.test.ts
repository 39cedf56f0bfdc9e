import { expect, test } from '@jest/globals';
import type { CallRow, Ledger, StartCall } from '../../../activities/ledger/ledger.js';
import { NO_USAGE } from '../../../core/price.js';
import { onBothDatabases } from './temporary-ledger.js';

const USAGE = { inputTokens: 120, cachedInputTokens: 100, cacheWriteTokens: 10, outputTokens: 30 };

function call(changes: Partial<StartCall> = {}): StartCall {
  return {
    key: 'deliver/local/r/spec/1/plan',
    requestHash: 'hash-1',
    model: 'scripted/small',
    purpose: 'plan',
    worstMicroUsd: 900,
    worstTokens: 400,
    startedAtMs: 1_000,
    ...changes,
  };
}

async function settle(ledger: Ledger, row: CallRow, answer: string, chargedMicroUsd: number): Promise<void> {
  const ref = await ledger.artifacts.put(answer);
  await ledger.journal.settle(row, { usage: USAGE, chargedMicroUsd, answer: ref, endedAtMs: 2_000 });
}

async function answers(ledger: Ledger, key: string): Promise<(string | null)[]> {
  const rows = await ledger.journal.attempts(key);
  return Promise.all(rows.map(({ answer }) => (answer ? ledger.artifacts.get(answer) : null)));
}

onBothDatabases('the journal', (newPlace) => {
  const openLedger = async () => (await newPlace()).open();

  test('lets no more attempts begin at once than there is room for, in money and in tokens', async () => {
    const { journal } = await openLedger();
    for (const room of [
      { microUsd: 2 * 900, tokens: null },
      { microUsd: 9_000, tokens: 2 * 400 },
    ]) {
      const tight = call({ key: `tight/${room.tokens}`, room });
      const rows = await Promise.all([1, 2, 3, 4].map(() => journal.start(tight)));
      expect(rows.map(({ state }) => state).sort()).toEqual(['started', 'started', 'void', 'void']);
      expect(await journal.chargedUnder(tight.key)).toMatchObject({ chargedMicroUsd: 1_800, tokens: 800 });
    }
  });

  test('numbers the attempts under a key and lists them oldest first', async () => {
    const { journal } = await openLedger();
    await Promise.all([journal.start(call()), journal.start(call()), journal.start(call())]);
    await journal.start(call({ key: 'another' }));
    expect((await journal.attempts(call().key)).map((row) => row.attempt)).toEqual([1, 2, 3]);
    expect(await journal.attempts('unknown')).toEqual([]);
  });

  test('remembers a call from its start to its answer', async () => {
    const ledger = await openLedger();
    const started = await ledger.journal.start(call());
    const expected = { ...call(), attempt: 1, state: 'started', chargedMicroUsd: 0, usage: null, answer: null };
    expect({ ...started, startedAtMs: 1_000 }).toEqual(expected);
    await settle(ledger, started, 'a plan', 77);
    const [settled] = await ledger.journal.attempts(started.key);
    expect(settled).toMatchObject({ state: 'settled', chargedMicroUsd: 77, usage: USAGE });
    expect(settled?.answer).toEqual(await ledger.artifacts.put('a plan'));
  });

  test('keeps the first answer to a request; a late ghost adds its charge, never its answer', async () => {
    const ledger = await openLedger();
    const ghost = await ledger.journal.start(call());
    const retry = await ledger.journal.start(call());
    await settle(ledger, retry, 'first', 50);
    await settle(ledger, ghost, 'late', 60);
    expect(await answers(ledger, ghost.key)).toEqual([null, 'first']);
    expect((await ledger.journal.chargedUnder(ghost.key)).chargedMicroUsd).toBe(110);
  });

  test('records the answer of another request under the same key, so that it is not bought again either', async () => {
    const ledger = await openLedger();
    await settle(ledger, await ledger.journal.start(call()), 'first', 50);
    await settle(ledger, await ledger.journal.start(call({ requestHash: 'hash-2' })), 'second', 60);
    expect(await answers(ledger, call().key)).toEqual(['first', 'second']);
  });

  test('books a row once, however often its settling is repeated', async () => {
    const ledger = await openLedger();
    const row = await ledger.journal.start(call());
    await settle(ledger, row, 'first', 50);
    await settle(ledger, row, 'again', 99);
    await ledger.journal.void(row, 'too late');
    expect(await answers(ledger, row.key)).toEqual(['first']);
    expect((await ledger.journal.chargedUnder(row.key)).chargedMicroUsd).toBe(50);
  });

  test('refuses an answer that is not stored', async () => {
    const { journal } = await openLedger();
    const row = await journal.start(call());
    const answer = { sha256: 'not stored', bytes: 1, preview: '' };
    const settling = journal.settle(row, { usage: USAGE, chargedMicroUsd: 1, answer, endedAtMs: 2 });
    await expect(settling).rejects.toThrow(/foreign key/i);
    expect((await journal.chargedUnder(row.key)).chargedMicroUsd).toBe(900);
  });

  test('counts a call in flight at its worst case, a void one not at all and a settled one as booked', async () => {
    const ledger = await openLedger();
    const { journal } = ledger;
    const answered = await journal.start(call({ worstMicroUsd: 900, worstTokens: 400 }));
    const refused = await journal.start(call({ worstMicroUsd: 400, worstTokens: 200 }));
    expect(await journal.chargedUnder(call().key)).toEqual({ chargedMicroUsd: 1_300, tokens: 600, usage: NO_USAGE });
    await journal.void(refused, '429');
    expect(await journal.chargedUnder(call().key)).toEqual({ chargedMicroUsd: 900, tokens: 400, usage: NO_USAGE });
    await settle(ledger, answered, 'an answer', 77);
    expect(await journal.chargedUnder(call().key)).toEqual({ chargedMicroUsd: 77, tokens: 150, usage: USAGE });
  });

  test('goes on with attempts from before their tokens were written down, which count as none', async () => {
    const place = await newPlace();
    await (await place.open()).journal.start(call());
    await place.query('alter table calls drop column worst_tokens');
    for (const table of ['outcomes', 'forge_cursors', 'forge_commands']) await place.query(`drop table ${table}`);
    await place.query("delete from kysely_migration where name > '0004-usage-doubts'");
    const { journal } = await place.open();
    await journal.start(call());
    expect(await journal.chargedUnder(call().key)).toMatchObject({ chargedMicroUsd: 1_800, tokens: 400 });
  });

  test('sums whole path parts: a/b holds a/b and a/b/1, not a/bc', async () => {
    const { journal } = await openLedger();
    for (const [index, key] of ['a/b', 'a/b/1', 'a/bc', 'a/b-1', 'a/b0', 'A/b/1', 'a'].entries()) {
      await journal.start(call({ key, worstMicroUsd: 10 ** index }));
    }
    expect((await journal.chargedUnder('a/b')).chargedMicroUsd).toBe(11);
    expect((await journal.chargedUnder('a/_')).chargedMicroUsd).toBe(0);
    expect((await journal.chargedUnder('%')).chargedMicroUsd).toBe(0);
  });
});

onBothDatabases("the journal's doubts", (newPlace) => {
  const openLedger = async () => (await newPlace()).open();
  const RUN = 'deliver/local/r/spec/1';

  async function booked(ledger: Ledger, changes: Partial<StartCall>, doubt: string | null, inputTokens = 120) {
    const row = await ledger.journal.start(call(changes));
    const answer = await ledger.artifacts.put('answer');
    const usage = { ...USAGE, inputTokens };
    await ledger.journal.settle(row, { usage, chargedMicroUsd: doubt ? 900 : 5, answer, endedAtMs: 2_000, doubt });
  }

  test('hold for one provider in one run, and the first of them is told', async () => {
    const ledger = await openLedger();
    await booked(ledger, { key: `${RUN}/whole/1/turn-1` }, null);
    expect(await ledger.journal.doubt(RUN, 'scripted')).toBeNull();
    await booked(ledger, { key: `${RUN}/whole/1/turn-2`, startedAtMs: 1_001 }, 'too few');
    await booked(ledger, { key: `${RUN}/whole/2/turn-1`, startedAtMs: 1_002 }, 'none');
    expect(await ledger.journal.doubt(RUN, 'scripted')).toBe('too few');
    for (const [run, provider] of [
      [RUN, 'script'],
      [RUN, 'scripted/small'],
      ['deliver/local/r/spec/2', 'scripted'],
      ['deliver/local/r/spec', 'other'],
      [`${RUN}0`, 'scripted'],
    ] as const) {
      expect([run, provider, await ledger.journal.doubt(run, provider)]).toEqual([run, provider, null]);
    }
  });

  test('leave out of what is believed: doubted rows, rows at their worst case, and other runs', async () => {
    const ledger = await openLedger();
    await booked(ledger, { key: `${RUN}/whole/1/turn-1`, requestHash: 'doubted' }, 'too few');
    await booked(ledger, { key: `${RUN}/whole/1/turn-2`, requestHash: 'worst', worstMicroUsd: 5 }, null);
    await booked(ledger, { key: `${RUN}/whole/1/turn-3`, requestHash: 'believed' }, null, 77);
    await ledger.journal.start(call({ key: `${RUN}/whole/1/turn-4`, requestHash: 'started' }));
    for (const hash of ['doubted', 'worst', 'started', 'unknown']) {
      expect([hash, await ledger.journal.believedUsage(RUN, hash)]).toEqual([hash, null]);
    }
    expect(await ledger.journal.believedUsage(RUN, 'believed')).toMatchObject({ inputTokens: 77 });
    expect(await ledger.journal.believedUsage('deliver/local/r/spec/2', 'believed')).toBeNull();
  });
});
