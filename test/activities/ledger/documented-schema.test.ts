// The page about the ledger's schema says what is there, and its queries run.
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { NO_USAGE } from '../../../core/price.js';
import { aCall, aCandidate, aSpecInput, aVerdict } from '../../doubles/records.js';
import { type LedgerPlace, onBothDatabases } from './temporary-ledger.js';

const PAGE = readFileSync(new URL('../../../docs/ledger.md', import.meta.url), 'utf8');
const QUERIES = [...PAGE.matchAll(/```sql\n([\s\S]*?)```/g)].map(([, query = '']) => query);

/** `table.column` of every row of the page's tables. */
function documented(): string[] {
  const sections = PAGE.split(/^### /m).slice(1);
  return sections.flatMap((section) => {
    const [, table = ''] = section.match(/^`(\w+)`/) ?? [];
    return [...section.matchAll(/^\| `(\w+)`/gm)].map(([, column]) => `${table}.${column}`);
  });
}

async function found(place: LedgerPlace): Promise<string[]> {
  const names = new Set(documented().map((name) => name.split('.')[0] ?? ''));
  const columns = [...names].map(async (table) => {
    const [row] = await place.query<Record<string, unknown>>(`select * from ${table} limit 1`);
    return Object.keys(row ?? {}).map((column) => `${table}.${column}`);
  });
  return (await Promise.all(columns)).flat();
}

async function filled(place: LedgerPlace): Promise<LedgerPlace> {
  const { artifacts, journal, specs, verdicts, outcomes, intake } = await place.open();
  const answer = await artifacts.put('answer');
  const call = aCall();
  const usage = { ...NO_USAGE, inputTokens: 10, cachedInputTokens: 5 };
  await journal.settle(await journal.start(call), { usage, chargedMicroUsd: 7, answer, endedAtMs: 2 });
  await journal.start(call);
  const input = aSpecInput({ startedAtMs: 1 });
  await specs.record(input);
  await specs.recordCandidate(input.deliverId, 1, aCandidate());
  await verdicts.put('key', aVerdict());
  const pullRequest = { number: 7, url: 'https://forge.example/shop/pull/7' };
  await outcomes.record({
    deliverId: input.deliverId,
    generation: 1,
    pullRequest,
    state: 'pending',
    by: null,
    atMs: 3,
  });
  await intake.moveCursor('forge.example/o/shop', { sinceMs: 1, etag: null, seen: {} });
  await intake.markAnswered({ repository: 'forge.example/o/shop', commentId: 1, textSha256: '5bec' });
  await place.query("insert into baselines values ('key', '{}', 1)");
  return place;
}

onBothDatabases('the page about the schema', (newPlace) => {
  test('names every column that there is, and none that is not', async () => {
    const place = await filled(await newPlace());
    expect((await found(place)).sort()).toEqual(documented().sort());
  });

  test('has queries that run and find something', async () => {
    const place = await filled(await newPlace());
    expect(QUERIES.length).toBeGreaterThanOrEqual(5);
    for (const query of QUERIES) expect(await place.query(query)).not.toHaveLength(0);
  });
});
