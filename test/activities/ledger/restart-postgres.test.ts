// A PostgreSQL server that is stopped at once and started again under those who work with it: one of its own, since the
// other tests share theirs.
import { mkdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { execa } from 'execa';
import { ownedName } from '../../../activities/owned-name.js';
import { removePostgres, startPostgres } from '../../setup/postgres/postgres-server.js';
import { openUrl } from './temporary-ledger.js';

const PUBLIC_FOLDER_MODE = 0o755;
const CALLS = 20;
const WRITERS = 4;
let folder = '';

afterAll(() => removePostgres(folder));

test('calls are booked once each by workers that go on through a restart of the server', async () => {
  folder = join(tmpdir(), await ownedName('nightshift-postgres'));
  await mkdir(folder, { mode: PUBLIC_FOLDER_MODE });
  const { journal, artifacts } = await openUrl(await startPostgres({ folder, durable: false }));
  const answer = await artifacts.put('an answer');
  const troubles = new Set<string>();
  let restarted = false;

  async function write(name: string): Promise<void> {
    for (let call = 0; call < CALLS || !restarted; call += 1) {
      const key = `${name}/${call}`;
      const row = await asTemporalTries(() => journal.start({ ...A_CALL, key }));
      await asTemporalTries(() => journal.settle(row, { usage: USAGE, chargedMicroUsd: 1, answer, endedAtMs: 0 }));
      settled.push(key);
    }
  }
  async function asTemporalTries<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof ApplicationFailure) || error.type !== 'LedgerTrouble') throw error;
        troubles.add(error.message.replace(/^The ledger \S+ /, ''));
      }
    }
  }
  const settled: string[] = [];
  const writing = Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(`run/${writer}`)));
  await restart();
  restarted = true;
  await writing;
  for (const key of settled) {
    const rows = await journal.attempts(key);
    expect(rows.filter(({ state }) => state === 'settled')).toHaveLength(1);
  }
  expect([...troubles].join('\n')).toMatch(/broke the connection off|cannot be reached|is just starting or stopping/);
});

const A_CALL = {
  requestHash: 'h',
  model: 'm',
  purpose: 'build' as const,
  worstMicroUsd: 9,
  worstTokens: 9,
  startedAtMs: 0,
};
const USAGE = { inputTokens: 3, cachedInputTokens: 2, cacheWriteTokens: 1, outputTokens: 4 };

async function restart(): Promise<void> {
  const data = join(folder, 'server', 'data');
  const { uid, gid } = await stat(data);
  const args = ['restart', '--wait', '--silent', '--mode', 'immediate', '--pgdata', data];
  const options = { cwd: '/', stdio: 'ignore', ...(process.getuid?.() === 0 ? { uid, gid } : {}) } as const;
  await execa(join(folder, 'programs', 'bin', 'pg_ctl'), args, options);
}
