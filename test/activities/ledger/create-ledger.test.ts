import { readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import Libsql from 'libsql';
import { createLedger } from '../../../activities/ledger/create-ledger.js';
import { openLedger, temporaryFile, temporaryFolder } from './temporary-ledger.js';

const HEADER_BYTES = 100;
const BUSY_TIMEOUT_MS = 50;

async function closedLedger(): Promise<string> {
  const file = temporaryFile();
  const ledger = await createLedger({ file });
  await ledger.artifacts.put('something');
  await ledger.close();
  new Libsql(file).pragma('wal_checkpoint(truncate)');
  return file;
}

async function problemOf(file: string): Promise<string> {
  const opening = createLedger({ file, busyTimeoutMs: BUSY_TIMEOUT_MS });
  await expect(opening).rejects.toMatchObject({ name: 'LedgerProblem', message: expect.stringContaining(file) });
  return opening.then(
    () => '',
    (error: Error) => error.message,
  );
}

describe('opening a ledger', () => {
  test('makes its folder and finds again what was written', async () => {
    const file = join(temporaryFolder(), 'deep', 'folder', 'ledger.db');
    const first = await openLedger(file);
    const ref = await first.artifacts.put('kept');
    await first.close();
    expect(await (await openLedger(file)).artifacts.get(ref)).toBe('kept');
  });

  test('names the file and the way out when it is a folder', async () => {
    const folder = temporaryFolder();
    expect(await problemOf(folder)).toContain('is a folder. Move it away');
  });

  test('names the file and the way out when its folder cannot be made', async () => {
    const file = temporaryFile();
    writeFileSync(file, '');
    expect(await problemOf(join(file, 'ledger.db'))).toContain('Set NIGHTSHIFT_HOME');
  });

  test('names the file and the way out when it cannot be opened', async () => {
    const file = temporaryFile();
    symlinkSync(join(temporaryFolder(), 'nowhere', 'ledger.db'), file);
    expect(await problemOf(file)).toContain('Make the file and its folder writable');
  });

  test('names the file when it is something else than a database, and leaves it as it was', async () => {
    const file = temporaryFile();
    const text = 'shopping list\n'.repeat(500);
    writeFileSync(file, text);
    expect(await problemOf(file)).toContain('is not a database (SQLITE_NOTADB). Move the file away');
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  test('names the file when its first page is damaged', async () => {
    const file = await closedLedger();
    writeFileSync(file, readFileSync(file).fill(0x55, HEADER_BYTES, 4_096));
    expect(await problemOf(file)).toContain('is damaged (SQLITE_CORRUPT). Restore it');
  });

  test('names the file when it was cut short', async () => {
    const file = await closedLedger();
    truncateSync(file, 5_000);
    expect(await problemOf(file)).toContain('is damaged (SQLITE_CORRUPT)');
  });

  test('refuses a ledger of a newer Nightshift and leaves it as it was', async () => {
    const file = await closedLedger();
    const database = new Libsql(file);
    database.prepare('insert into kysely_migration values (?, ?)').run('9999-from-the-future', '2099-01-01');
    expect(await problemOf(file)).toContain('written by a newer Nightshift (it has 9999-from-the-future)');
    database.prepare('delete from kysely_migration where name = ?').run('9999-from-the-future');
    await openLedger(file);
  });

  test('says that the file is locked when another process does not let go of it', async () => {
    const file = await closedLedger();
    const holder = new Libsql(file);
    holder.exec('begin immediate');
    expect(await problemOf(file)).toContain('is locked by another process (SQLITE_BUSY)');
    holder.exec('rollback');
    await openLedger(file);
  });
});

describe('an open ledger', () => {
  test('takes writes while another process reads, and lets it read on', async () => {
    const file = await closedLedger();
    const ledger = await openLedger(file, BUSY_TIMEOUT_MS);
    const reader = new Libsql(file);
    reader.exec('begin');
    const count = reader.prepare('select count(*) as texts from artifacts');
    expect(count.all([])).toEqual([{ texts: 1 }]);
    await ledger.artifacts.put('written meanwhile');
    expect(count.all([])).toEqual([{ texts: 1 }]);
    reader.exec('commit');
    expect(count.all([])).toEqual([{ texts: 2 }]);
  });

  test('gives a lock as LedgerTrouble, which is tried again, and works once the lock is gone', async () => {
    const file = temporaryFile();
    const ledger = await openLedger(file, BUSY_TIMEOUT_MS);
    const holder = new Libsql(file);
    holder.exec('begin immediate');
    await expect(ledger.artifacts.put('text')).rejects.toMatchObject({
      type: 'LedgerTrouble',
      nonRetryable: false,
      message: expect.stringContaining(`The ledger ${file} is locked by another process`),
      // What a failure was caused by is what people are told in the end.
      cause: undefined,
    });
    holder.exec('rollback');
    await ledger.artifacts.put('text');
  });
});
