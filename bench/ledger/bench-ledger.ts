// The bench `ledger`: fifty candidates at once in two processes on one ledger, on SQLite and on a PostgreSQL server of its
// own. Nothing is made quicker than in use: each commit waits for the disk on both.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removePostgres, startPostgres } from '../../test/setup/postgres/postgres-server.js';
import type { Figure } from '../support/bench.js';
import { printFigures } from '../support/print-figures.js';
import { CANDIDATES, measureLedger, PROCESSES } from './measure-ledger.js';

const PUBLIC_FOLDER_MODE = 0o755;
const P95_GOAL = '<= 20';
/** As with the quickest models: some hundred calls a second. */
const PACED = { calls: 24, modelMs: 500 };
/** More than any model allows: who has 50 writes in flight all the time waits as long as 50 writes take. No goal is set. */
const FLAT_OUT = { calls: 40, modelMs: 0 };

export async function benchLedger(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'nightshift-bench-'));
  const server = join(tmpdir(), `nightshift-bench-postgres-${process.pid}`);
  await mkdir(server, { mode: PUBLIC_FOLDER_MODE });
  try {
    const url = await startPostgres({ folder: server, durable: true });
    const figures = [
      ...(await measureLoads(join(folder, 'ledger.db'), 'sqlite', P95_GOAL)),
      ...(await measureLoads(url, 'postgres', null)),
    ];
    console.log(`${CANDIDATES} candidates in ${PROCESSES} processes`);
    printFigures(figures);
    return figures;
  } finally {
    await removePostgres(server);
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureLoads(address: string, name: string, p95Goal: string | null): Promise<Figure[]> {
  const paced = await measureLedger(address, { name: `${name}.paced`, ...PACED }, p95Goal);
  const flatOut = await measureLedger(address, { name: `${name}.flatOut`, ...FLAT_OUT }, null);
  return [...paced, ...flatOut];
}
