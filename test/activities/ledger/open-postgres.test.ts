// What a real PostgreSQL server does to a ledger: refusing it, going away, taking no writes.
import { describe, expect, test } from '@jest/globals';
import getPort from 'get-port';
import { createLedger } from '../../../activities/ledger/create-ledger.js';
import { nameOfLedger } from '../../../activities/ledger/ledger-address.js';
import { CONNECTIONS_MAX } from '../../../activities/ledger/postgres/create-pool.js';
import { NO_USAGE } from '../../../core/price.js';
import { untilSomebodyWaits } from '../../setup/postgres/temporary-database.js';
import { openUrl, temporaryDatabase } from './temporary-ledger.js';

const BREAK_OFF = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;
const READ_ONLY = (name: string) => `alter database ${name} set default_transaction_read_only = on`;

const CALL = {
  key: 'k',
  requestHash: 'r',
  model: 'm',
  purpose: 'plan',
  worstMicroUsd: 1,
  worstTokens: 8,
  startedAtMs: 1,
};
const START_ELSEWHERE = `insert into calls (key, attempt, request_sha256, state, model, purpose, worst_micro_usd,
  charged_micro_usd, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, started_at_ms)
  values ('k', 1, 'r', 'started', 'm', 'plan', 1, 0, 0, 0, 0, 0, 1)`;

function changed(url: string, change: (parts: URL) => void): string {
  const parts = new URL(url);
  change(parts);
  return parts.href;
}

/** Tries again after each connection that is found broken; a pool has several. */
async function asTemporalTries<T>(work: () => Promise<T>): Promise<T> {
  for (let broken = 0; broken < CONNECTIONS_MAX; broken++) {
    try {
      return await work();
    } catch (error) {
      if (!/broke the connection off/.test(String(error))) throw error;
    }
  }
  return work();
}

/** Opens it in vain; the message names it without its password. */
async function problemOf(url: string): Promise<string> {
  const message = await createLedger({ url }).then(
    () => 'it was opened',
    (error: Error) => {
      expect(error.name).toBe('LedgerProblem');
      return error.message;
    },
  );
  expect(message).toContain(`The ledger ${nameOfLedger({ url })} `);
  expect(message).not.toContain(new URL(url).password);
  expect(message).toMatch(/\. [A-Z].+\.$/);
  return message;
}

describe('opening a ledger on PostgreSQL', () => {
  test('says that the password is wrong', async () => {
    const { url } = await temporaryDatabase();
    const wrong = changed(url, (parts) => {
      parts.password = 'an-old-password';
    });
    expect(await problemOf(wrong)).toContain('refuses the user or the password (28P01). Set user and password');
  });

  test('says that the server has no such database', async () => {
    const { url } = await temporaryDatabase();
    const absent = changed(url, (parts) => {
      parts.pathname = '/nightshift_absent';
    });
    expect(await problemOf(absent)).toContain('has no such database (3D000). Create it');
  });

  test('says that nothing answers there', async () => {
    const url = `postgres://nightshift:s3cret@127.0.0.1:${await getPort()}/ledger`;
    expect(await problemOf(url)).toContain('nothing answers there (ECONNREFUSED). Start the server');
  });

  test('says that the server takes no writes', async () => {
    const { url, name, onServer } = await temporaryDatabase();
    await onServer(READ_ONLY(name));
    expect(await problemOf(url)).toContain('the server takes no writes. Name the primary server');
  });

  test('says that the user may not make tables', async () => {
    const { url, query, onServer, name } = await temporaryDatabase();
    const user = `${name}_guest`;
    await onServer(`create role ${user} login password 'guest'`);
    await query('revoke create on schema public from public');
    const guest = changed(url, (parts) => {
      parts.username = user;
      parts.password = 'guest-s3cret';
    });
    await onServer(`alter role ${user} password 'guest-s3cret'`);
    expect(await problemOf(guest)).toContain('may not be used by this user (42501). Make that user the owner');
    await onServer(`drop role ${user}`);
  });

  test('says that the encoding cannot hold every text', async () => {
    const { url } = await temporaryDatabase("encoding 'LATIN1' locale 'C' template template0");
    expect(await problemOf(url)).toContain('has the encoding LATIN1, which cannot hold every text. Create');
  });

  test('says that there is no schema for tables', async () => {
    const { url, name, onServer } = await temporaryDatabase();
    await onServer(`alter database ${name} set search_path = nowhere`);
    expect(await problemOf(url)).toContain('has no schema for tables. Create one');
  });

  test('refuses a ledger of a newer Nightshift and leaves it as it was', async () => {
    const { url, query } = await temporaryDatabase();
    const first = await openUrl(url);
    const ref = await first.artifacts.put('kept');
    await query("insert into kysely_migration values ('9999-from-the-future', '2099-01-01')");
    expect(await problemOf(url)).toContain('written by a newer Nightshift (it has 9999-from-the-future)');
    await query("delete from kysely_migration where name like '9999%'");
    expect(await (await openUrl(url)).artifacts.get(ref)).toBe('kept');
  });

  test('makes one ledger when many do so at once, beside another program with tables of the same name', async () => {
    const { url, query } = await temporaryDatabase();
    await query(
      'create schema other; create table other.kysely_migration (name text); create table other.calls (x int)',
    );
    await query("insert into other.kysely_migration values ('0001-of-another-program')");
    const ledgers = await Promise.all(Array.from({ length: 6 }, () => openUrl(url)));
    const refs = await Promise.all(ledgers.map(({ artifacts }) => artifacts.put('by all')));
    expect(new Set(refs.map(({ sha256 }) => sha256)).size).toBe(1);
  });
});

describe('an open ledger on PostgreSQL', () => {
  test('goes on after every connection was broken off while nobody used one', async () => {
    const { url, query } = await temporaryDatabase();
    const { artifacts } = await openUrl(url);
    const ref = await artifacts.put('from before');
    await query(BREAK_OFF);
    expect(await asTemporalTries(() => artifacts.get(ref))).toBe('from before');
  });

  test('gives a connection that breaks as LedgerTrouble, which is tried again, and then works', async () => {
    const { url, query, session } = await temporaryDatabase();
    const { artifacts } = await openUrl(url);
    const holder = await session();
    holder.on('error', () => undefined);
    await holder.query('begin; lock table artifacts in access exclusive mode');
    const putting = artifacts.put('text');
    const failing = expect(putting).rejects.toMatchObject({
      type: 'LedgerTrouble',
      nonRetryable: false,
      message: expect.stringContaining(`The ledger ${nameOfLedger({ url })} broke the connection off (57P01)`),
      cause: undefined,
    });
    await untilSomebodyWaits(query);
    await query(BREAK_OFF);
    await failing;
    expect(await asTemporalTries(() => artifacts.put('text'))).toMatchObject({ bytes: 4 });
  });

  test('says that the server takes no writes any more, as after a failover', async () => {
    const { url, name, query, onServer } = await temporaryDatabase();
    const { artifacts } = await openUrl(url);
    await onServer(READ_ONLY(name));
    await query(BREAK_OFF);
    const putting = asTemporalTries(() => artifacts.put('text'));
    await expect(putting).rejects.toMatchObject({
      type: 'LedgerTrouble',
      message: expect.stringContaining('cannot be written: the server takes no writes (25006)'),
    });
  });

  test('numbers an attempt after one that another session writes at the same moment', async () => {
    const { url, query, session } = await temporaryDatabase();
    const { journal } = await openUrl(url);
    const other = await session();
    await other.query(`begin; ${START_ELSEWHERE}`);
    const starting = journal.start(CALL);
    await untilSomebodyWaits(query);
    await other.query('commit');
    await other.end();
    expect((await starting).attempt).toBe(2);
  });

  test('keeps the answer of another session that is given at the same moment, and books both', async () => {
    const { url, query, session } = await temporaryDatabase();
    const { artifacts, journal } = await openUrl(url);
    await query(START_ELSEWHERE);
    const row = await journal.start(CALL);
    const answer = await artifacts.put('the first');
    const other = await session();
    await other.query(`begin;
      update calls set state = 'settled', charged_micro_usd = 5, answer_sha256 = '${answer.sha256}' where attempt = 1`);
    const settling = journal.settle(row, {
      usage: NO_USAGE,
      chargedMicroUsd: 7,
      answer: await artifacts.put('late'),
      endedAtMs: 2,
    });
    await untilSomebodyWaits(query);
    await other.query('commit');
    await other.end();
    await settling;
    expect((await journal.attempts('k')).map((attempt) => attempt.answer)).toEqual([answer, null]);
    expect((await journal.chargedUnder('k')).chargedMicroUsd).toBe(12);
  });

  test('keeps integers of more than 32 bits exact', async () => {
    const { url } = await temporaryDatabase();
    const { journal } = await openUrl(url);
    const worstMicroUsd = Number.MAX_SAFE_INTEGER - 1;
    await journal.start({ ...CALL, worstMicroUsd });
    expect((await journal.attempts('k'))[0]?.worstMicroUsd).toBe(worstMicroUsd);
    expect((await journal.chargedUnder('k')).chargedMicroUsd).toBe(worstMicroUsd);
  });

  test('takes texts with the character that PostgreSQL stores in no text', async () => {
    const { url, query } = await temporaryDatabase();
    const { artifacts, journal } = await openUrl(url);
    const ref = await artifacts.put('before\0after');
    expect(ref.preview).toBe('before␀after');
    expect(await artifacts.get(ref)).toBe('before\0after');
    await journal.void(await journal.start(CALL), 'refused:\0why');
    expect(await query('select void_reason from calls')).toEqual([{ void_reason: 'refused:␀why' }]);
  });
});
