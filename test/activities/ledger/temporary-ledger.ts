// A ledger of its own for each test, in a folder that is removed afterwards.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from '@jest/globals';
import { createLedger } from '../../../activities/ledger/create-ledger.js';
import type { Ledger } from '../../../activities/ledger/ledger.js';

const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nightshift-ledger-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function temporaryFile(): string {
  return join(temporaryFolder(), 'ledger.db');
}

/** Opens a ledger and closes it after the test. */
export async function openLedger(file = temporaryFile(), busyTimeoutMs = 5_000): Promise<Ledger> {
  const ledger = await createLedger({ file, busyTimeoutMs });
  cleanups.push(() => ledger.close());
  return ledger;
}
