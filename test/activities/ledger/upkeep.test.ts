import { expect, test } from '@jest/globals';
import Libsql from 'libsql';
import type { Ledger } from '../../../activities/ledger/ledger.js';
import { DEFAULT_RETENTION } from '../../../core/operator-config.js';
import { NO_USAGE } from '../../../core/price.js';
import { textsKeptSinceMs, USE_NOTED_EVERY_MS } from '../../../core/retention.js';
import { aCall, aReceipt, aSpecInput, aVerdict } from '../../doubles/records.js';
import { untilSomebodyWaits } from '../../setup/postgres/temporary-database.js';
import {
  type LedgerPlace,
  onBothDatabases,
  openLedger,
  openUrl,
  temporaryDatabase,
  temporaryFile,
} from './temporary-ledger.js';

const DAY_MS = 24 * 60 * 60_000;
const NOW_MS = Date.now();

interface Opened {
  ledger: Ledger;
  /** Makes everything that is stored now look as if it had been stored so long ago. */
  age(days: number): Promise<void>;
  has(text: string): Promise<boolean>;
}

async function openPlace(place: LedgerPlace): Promise<Opened> {
  return {
    ledger: await place.open(),
    async age(days) {
      await place.query(`update artifacts set stored_at_ms = stored_at_ms - ${days * DAY_MS}`);
      await place.query(`update verdicts set judged_at_ms = judged_at_ms - ${days * DAY_MS}`);
    },
    async has(text) {
      return (await place.query(`select 1 from artifacts where preview = '${text}'`)).length > 0;
    },
  };
}

async function tidy({ upkeep, specs }: Ledger): Promise<{ texts: number; bytes: number }> {
  return upkeep.removeTexts(textsKeptSinceMs(await specs.spans(), NOW_MS, DEFAULT_RETENTION));
}

onBothDatabases('texts whose time is over', (newPlace) => {
  const opened = async () => openPlace(await newPlace());

  test('go, and those that are younger stay', async () => {
    const house = await opened();
    await house.ledger.artifacts.put('old');
    await house.age(92);
    await house.ledger.artifacts.put('young');
    expect(await tidy(house.ledger)).toMatchObject({ texts: 1 });
    expect([await house.has('old'), await house.has('young')]).toEqual([false, true]);
  });

  test('stay while a run goes on that began when they were stored, paused or not', async () => {
    const house = await opened();
    await house.ledger.artifacts.put('prompt of a run that was paused for a year');
    await house.age(365);
    await house.ledger.specs.record(aSpecInput({ startedAtMs: NOW_MS - 365 * DAY_MS }));
    expect(await tidy(house.ledger)).toEqual({ texts: 0, bytes: 0 });
    await house.ledger.upkeep.closeLost(aReceipt().deliverId, 1, NOW_MS - 91 * DAY_MS);
    expect(await tidy(house.ledger)).toMatchObject({ texts: 1 });
  });

  test('stay when they were stored again, or a verdict that names them was used again', async () => {
    const house = await opened();
    const { artifacts, verdicts } = house.ledger;
    await artifacts.put('stored again');
    const findings = await artifacts.put('findings');
    await verdicts.put('key', { ...aVerdict(), findings, log: null });
    await house.age(80);
    await artifacts.put('stored again');
    expect(await verdicts.get('key')).toMatchObject({ cached: true });
    await house.age(20);
    await tidy(house.ledger);
    expect([await house.has('stored again'), await house.has('findings')]).toEqual([true, true]);
  });

  test('take with them the verdicts that name them, so that none is used without its findings', async () => {
    const house = await opened();
    const { artifacts, verdicts } = house.ledger;
    await verdicts.put('key', { ...aVerdict(), findings: await artifacts.put('findings'), log: null });
    await house.age(91 + USE_NOTED_EVERY_MS / DAY_MS);
    await tidy(house.ledger);
    expect(await verdicts.get('key')).toBeNull();
  });

  test('leave receipts and what was paid as they were', async () => {
    const house = await opened();
    const { artifacts, journal, specs } = house.ledger;
    const input = aSpecInput({ startedAtMs: NOW_MS - 400 * DAY_MS });
    await specs.record(input);
    const call = await journal.start(aCall({ key: `${input.deliverId}/1/plan` }));
    const answer = await artifacts.put('answer');
    await journal.settle(call, { usage: NO_USAGE, chargedMicroUsd: 7, answer, endedAtMs: 2 });
    const receipt = { ...aReceipt(), deliverId: input.deliverId, generation: 1, endedAtMs: NOW_MS - 399 * DAY_MS };
    await specs.close(receipt, await artifacts.put('markdown'), await artifacts.put('json'));
    await house.age(400);
    expect(await tidy(house.ledger)).toMatchObject({ texts: 1 });
    expect((await journal.chargedUnder(input.deliverId)).chargedMicroUsd).toBe(7);
    const [row] = await specs.generations(input.deliverId);
    expect(await artifacts.get(row?.receiptMarkdown ?? { sha256: '' })).toBe('markdown');
    expect(await house.ledger.upkeep.problems()).toEqual([]);
  });

  test('are counted beforehand as they are removed', async () => {
    const house = await opened();
    await Promise.all(Array.from({ length: 450 }, (_, n) => house.ledger.artifacts.put(`text ${n}`)));
    await house.age(100);
    const before = textsKeptSinceMs([], NOW_MS, DEFAULT_RETENTION);
    const counted = await house.ledger.upkeep.oldTexts(before);
    expect(counted.texts).toBe(450);
    const other = await house.ledger.upkeep.removeTexts(before);
    expect(other).toEqual(counted);
  });
});

onBothDatabases('a ledger', (newPlace) => {
  test('of the version before is brought up to date with all that it holds', async () => {
    const place = await newPlace();
    const first = await place.open();
    const ref = await first.artifacts.put('from before');
    for (const index of ['artifacts_by_use', 'calls_by_answer']) await place.query(`drop index ${index}`);
    for (const table of ['baselines', 'outcomes', 'forge_cursors', 'forge_commands']) {
      await place.query(`drop table ${table}`);
    }
    for (const column of ['usage_doubt', 'worst_tokens']) await place.query(`alter table calls drop column ${column}`);
    await place.query("delete from kysely_migration where name > '0001-first-tables'");
    const { artifacts, baselines, outcomes } = await place.open();
    expect(await artifacts.get(ref)).toBe('from before');
    expect(await baselines.get('none yet')).toBeNull();
    expect(await outcomes.of('none yet')).toEqual([]);
  });

  test('that two tidy at once is tidied once, by both of them together', async () => {
    const place = await newPlace();
    const house = await openPlace(place);
    const other = await place.open();
    await Promise.all(Array.from({ length: 300 }, (_, n) => house.ledger.artifacts.put(`text ${n}`)));
    await house.age(100);
    const removed = await Promise.all([tidy(house.ledger), tidy(other)]);
    expect(removed.reduce((sum, { texts }) => sum + texts, 0)).toBe(300);
  });
});

test('a damaged file is told by rows that name what is not there', async () => {
  const file = temporaryFile();
  const ledger = await openLedger(file);
  expect(await ledger.upkeep.problems()).toEqual([]);
  await ledger.specs.record(aSpecInput({ startedAtMs: NOW_MS }));
  const raw = new Libsql(file);
  raw.exec('pragma foreign_keys = off');
  raw.exec("update specs set receipt_json_sha256 = 'gone'");
  raw.close();
  expect(await ledger.upkeep.problems()).toEqual(['a row of specs names what is not there']);
});

test('a damaged PostgreSQL database is told by what the server knows and by rows that name what is not there', async () => {
  const { url, query } = await temporaryDatabase();
  const ledger = await openUrl(url);
  expect(await ledger.upkeep.problems()).toEqual([]);
  await ledger.specs.record(aSpecInput({ startedAtMs: NOW_MS }));
  await query("update pg_index set indisvalid = false where indexrelid = 'specs_by_start'::regclass");
  await query("set session_replication_role = replica; update specs set receipt_json_sha256 = 'gone'");
  expect(await ledger.upkeep.problems()).toEqual([
    'the index specs_by_start is not whole',
    'a row of specs names what is not there',
  ]);
});

test('a text that is used again just while it is removed stays on PostgreSQL, with the answer that it is', async () => {
  const { url, query, session } = await temporaryDatabase();
  const { artifacts, journal, upkeep } = await openUrl(url);
  const answer = await artifacts.put('used again');
  const call = aCall();
  const row = await journal.start(call);
  await journal.settle(row, { usage: NO_USAGE, chargedMicroUsd: 7, answer, endedAtMs: 2 });
  await query('update artifacts set stored_at_ms = 1');
  const user = await session();
  await user.query(`begin; update artifacts set stored_at_ms = ${NOW_MS}`);
  const removing = upkeep.removeTexts(NOW_MS - DAY_MS);
  await untilSomebodyWaits(query);
  await user.query('commit');
  await user.end();
  expect(await removing).toEqual({ texts: 0, bytes: 0 });
  expect((await journal.attempts('k'))[0]?.answer).toEqual(answer);
  expect(await artifacts.get(answer)).toBe('used again');
});
