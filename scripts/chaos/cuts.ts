// Cuts of what the product reaches for, each for a while: it is there again when the promise ends, which tells what it was.
import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Libsql from 'libsql';
import type { Room } from './room.js';

export type CutKind = 'cutLedger' | 'cutForge';

export function makeCuts(room: Room): Record<CutKind, (ms: number) => Promise<string | null>> {
  return {
    cutLedger: (ms) => lockLedger(room.home.ledger, ms),
    cutForge: (ms) => hideRepositories(room.repositories, ms),
  };
}

/** As a backup or a person with a shell may do it. */
async function lockLedger(file: string, ms: number): Promise<string | null> {
  if (!existsSync(file)) return null;
  const database = new Libsql(file);
  try {
    database.exec('pragma busy_timeout = 5000');
    database.exec('begin immediate');
    await sleep(ms);
    database.exec('rollback');
    return `another process wrote for ${ms} ms`;
  } finally {
    database.close();
  }
}

/** As a network drive that went away. */
async function hideRepositories(paths: readonly string[], ms: number): Promise<string> {
  const moves = paths.map((path) => [join(path, '.git'), join(path, '.git-away')] as const);
  for (const [here, away] of moves) await rename(here, away);
  await sleep(ms);
  for (const [here, away] of moves) await rename(away, here);
  return `the repositories were gone for ${ms} ms`;
}
