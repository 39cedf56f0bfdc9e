// The journal against a plain model of it: whatever the order of starts, settlements and voids, one after another or all
// at once, the sums and the answers are those of a list in memory.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CallRow, Charged, Ledger } from '../../../activities/ledger/ledger.js';
import { addUsage, NO_USAGE, type Usage } from '../../../core/price.js';
import { onBothDatabases } from './temporary-ledger.js';

type Step =
  | { kind: 'start'; key: string; requestHash: string; worstMicroUsd: number; worstTokens: number }
  | { kind: 'settle'; pick: number; chargedMicroUsd: number; usage: Usage }
  | { kind: 'void'; pick: number };

interface ModelRow {
  row: CallRow;
  usage: Usage;
  answered: boolean;
}

const key = fc
  .array(fc.constantFrom('a', 'b', 'bc', 'B', '%', '_', '0', '.', 'é', '\\', "'"), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join('/'));
const tokens = fc.nat(1_000_000);
const usage = fc.record({
  inputTokens: tokens,
  cachedInputTokens: tokens,
  cacheWriteTokens: tokens,
  outputTokens: tokens,
});
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('start' as const),
    key,
    requestHash: fc.constantFrom('one', 'two'),
    worstMicroUsd: fc.nat(5_000_000),
    worstTokens: tokens,
  }),
  fc.record({ kind: fc.constant('settle' as const), pick: fc.nat(), chargedMicroUsd: fc.nat(5_000_000), usage }),
  fc.record({ kind: fc.constant('void' as const), pick: fc.nat() }),
);

onBothDatabases('the journal', (newPlace) => {
  test('agrees with a plain list on every sum and every answer', async () => {
    const ledger = await (await newPlace()).open();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.array(key, { maxLength: 5 }), async (steps, prefixes) => {
        const root = `run-${run++}`;
        const model: ModelRow[] = [];
        for (const next of steps) await perform(ledger, model, root, next);
        for (const prefix of [root, ...prefixes.map((part) => `${root}/${part}`)]) {
          expect(await ledger.journal.chargedUnder(prefix)).toEqual(expectedSum(model, prefix));
        }
        for (const path of new Set(model.map(({ row }) => row.key))) {
          const found = (await ledger.journal.attempts(path)).map((row) => ({ ...row, answer: row.answer !== null }));
          expect(found).toEqual(
            model.filter(({ row }) => row.key === path).map(({ row, answered }) => ({ ...row, answer: answered })),
          );
        }
      }),
      { numRuns: 20 },
    );
  });

  test('loses and doubles nothing when many write at once through several connections', async () => {
    const place = await newPlace();
    const ledgers = await Promise.all(Array.from({ length: WRITERS }, () => place.open()));
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { minLength: 10, maxLength: 40 }), async (fates) => {
        const root = `run-${run++}`;
        await Promise.all(fates.map((one, index) => suffer(ledgers[index % WRITERS]!, root, one, index)));
        for (const path of new Set(fates.map((one) => one.key))) {
          const mine = fates.filter((one) => one.key === path);
          await expectWhole(ledgers[0]!, `${root}/${path}`, mine);
        }
        const all = expectedSum(fates.map(asRow), '');
        expect(await ledgers[0]!.journal.chargedUnder(root)).toEqual(all);
      }),
      { numRuns: 10 },
    );
  });
});

/** What becomes of one call of many that are made at once. */
interface Fate {
  key: string;
  requestHash: string;
  worstMicroUsd: number;
  worstTokens: number;
  end: 'settled' | 'void' | 'started';
  chargedMicroUsd: number;
  usage: Usage;
}

const WRITERS = 4;
const fate: fc.Arbitrary<Fate> = fc.record({
  key: fc.constantFrom('a', 'a/b', 'c'),
  requestHash: fc.constantFrom('one', 'two'),
  worstMicroUsd: fc.nat(5_000_000),
  worstTokens: tokens,
  end: fc.constantFrom('settled', 'settled', 'settled', 'void', 'started'),
  chargedMicroUsd: fc.nat(5_000_000),
  usage,
});

async function suffer({ journal, artifacts }: Ledger, root: string, one: Fate, index: number): Promise<void> {
  const { requestHash, worstMicroUsd, worstTokens } = one;
  const asked = { requestHash, worstMicroUsd, worstTokens, model: 'm', purpose: 'build', startedAtMs: 1 };
  const call = { key: `${root}/${one.key}`, ...asked };
  const row = await journal.start(call);
  if (one.end === 'void') await journal.void(row, 'why');
  if (one.end !== 'settled') return;
  const booked = {
    ...one,
    answer: await artifacts.put(`${root} answers ${one.key} ${requestHash} ${index % 3}`),
    endedAtMs: 2,
  };
  // As when whoever settles is told that it failed though it did not.
  await Promise.all([journal.settle(row, booked), journal.settle(row, booked)]);
}

async function expectWhole({ journal, artifacts }: Ledger, path: string, fates: Fate[]): Promise<void> {
  const rows = await journal.attempts(path);
  expect(rows.map((row) => row.attempt)).toEqual(fates.map((_, index) => index + 1));
  for (const requestHash of new Set(fates.map((one) => one.requestHash))) {
    const mine = rows.filter((row) => row.requestHash === requestHash);
    const answered = mine.flatMap(({ answer }) => (answer ? [answer] : []));
    expect(answered).toHaveLength(mine.some((row) => row.state === 'settled') ? 1 : 0);
    for (const answer of answered)
      expect(await artifacts.get(answer)).toContain(`${path.split('/').slice(1).join('/')} ${requestHash}`);
  }
  const states = (of: { state: string }[]) => of.map(({ state }) => state).sort();
  expect(states(rows)).toEqual(states(fates.map(({ end }) => ({ state: end }))));
}

function asRow(one: Fate): ModelRow {
  const settled = one.end === 'settled';
  const row = { ...one, key: '', state: one.end, attempt: 0, model: '', purpose: '', answer: null };
  return { row, usage: settled ? one.usage : NO_USAGE, answered: settled };
}

async function perform(ledger: Ledger, model: ModelRow[], root: string, next: Step): Promise<void> {
  if (next.kind === 'start') {
    const started = { ...next, key: `${root}/${next.key}`, model: 'm', purpose: 'build', startedAtMs: 1 };
    model.push({ row: await ledger.journal.start(started), usage: NO_USAGE, answered: false });
    return;
  }
  const picked = model[next.pick % Math.max(1, model.length)];
  if (!picked) return;
  if (next.kind === 'void') {
    await ledger.journal.void(picked.row, 'why');
    if (picked.row.state === 'started') picked.row = { ...picked.row, state: 'void' };
    return;
  }
  const answer = await ledger.artifacts.put(`answer ${next.pick}`);
  await ledger.journal.settle(picked.row, { ...next, answer, endedAtMs: 2 });
  if (picked.row.state === 'settled') return;
  picked.answered = !model.some(
    ({ row, answered }) => answered && row.key === picked.row.key && row.requestHash === picked.row.requestHash,
  );
  picked.usage = next.usage;
  picked.row = { ...picked.row, state: 'settled', chargedMicroUsd: next.chargedMicroUsd, usage: next.usage };
}

function expectedSum(model: ModelRow[], prefix: string): Charged {
  const sum = { chargedMicroUsd: 0, tokens: 0, usage: NO_USAGE };
  for (const { row, usage: used } of model) {
    if (row.key !== prefix && !row.key.startsWith(`${prefix}/`)) continue;
    if (row.state === 'started') sum.chargedMicroUsd += row.worstMicroUsd;
    if (row.state === 'settled') sum.chargedMicroUsd += row.chargedMicroUsd;
    sum.tokens += row.state === 'started' ? row.worstTokens : used.inputTokens + used.outputTokens;
    sum.usage = addUsage(sum.usage, used);
  }
  return sum;
}
