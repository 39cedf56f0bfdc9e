// A ledger of its own for each test: on SQLite in a folder that is removed afterwards, on PostgreSQL in a database.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe } from '@jest/globals';
import Libsql from 'libsql';
import { createLedger } from '../../../activities/ledger/create-ledger.js';
import type { Ledger } from '../../../activities/ledger/ledger.js';
import { nameOfLedger } from '../../../activities/ledger/ledger-address.js';
import { OWN_SERVER_VARIABLE } from '../../setup/postgres/postgres-programs.js';
import { sharedPostgres } from '../../setup/postgres/shared-postgres.js';
import { makeDatabase, type TemporaryDatabase } from '../../setup/postgres/temporary-database.js';

const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Where a ledger is or may be made. */
export interface LedgerPlace {
  /** As `NIGHTSHIFT_LEDGER` names it. */
  address: string;
  /** As messages call it. */
  name: string;
  /** Opens it; it is closed after the test. */
  open(): Promise<Ledger>;
  /** Runs a statement on it as anybody could, past the ledger. */
  query<Row>(statement: string): Promise<Row[]>;
}

/** The same tests on both databases: `newPlace` gives a place on the one whose turn it is. */
export function onBothDatabases(title: string, tests: (newPlace: () => Promise<LedgerPlace>) => void): void {
  describe(`${title}, on SQLite`, () => tests(async () => sqlitePlace()));
  describe(`${title}, on PostgreSQL`, () => tests(postgresPlace));
}

export function sqlitePlace(file = temporaryFile()): LedgerPlace {
  return {
    address: file,
    name: file,
    open: () => openLedger(file),
    async query<Row>(statement: string) {
      const database = new Libsql(file);
      try {
        const prepared = database.prepare(statement);
        if (prepared.reader) return prepared.all([]) as Row[];
        prepared.run([]);
        return [];
      } finally {
        database.close();
      }
    },
  };
}

async function postgresPlace(): Promise<LedgerPlace> {
  const { url, query } = await temporaryDatabase();
  return { address: url, name: nameOfLedger({ url }), open: () => openUrl(url), query };
}

/** `how` follows `create database NAME`. It goes with the server of this run, or after the test from one's own. */
export async function temporaryDatabase(how = ''): Promise<TemporaryDatabase> {
  const database = await makeDatabase(await sharedPostgres(), how);
  if (process.env[OWN_SERVER_VARIABLE]) cleanups.push(() => database.remove());
  return database;
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nightshift-ledger-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function temporaryFile(): string {
  return join(temporaryFolder(), 'ledger.db');
}

/** Opens a ledger on SQLite and closes it after the test. */
export async function openLedger(file = temporaryFile(), busyTimeoutMs = 5_000): Promise<Ledger> {
  return closedAfterwards(await createLedger({ file, busyTimeoutMs }));
}

/** Opens one on PostgreSQL and closes it after the test. */
export async function openUrl(url: string): Promise<Ledger> {
  return closedAfterwards(await createLedger({ url }));
}

function closedAfterwards(ledger: Ledger): Ledger {
  cleanups.push(() => ledger.close());
  return ledger;
}
