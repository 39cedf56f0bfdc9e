// Commands on a PostgreSQL ledger: they work, and its password comes out of none of them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import getPort from 'get-port';
import { createLedger } from '../../activities/ledger/create-ledger.js';
import { aReceipt, aSpecInput } from '../doubles/records.js';
import { sharedPostgres } from '../setup/postgres/shared-postgres.js';
import { makeDatabase } from '../setup/postgres/temporary-database.js';
import { callCli } from './call-cli.js';

const home = mkdtempSync(join(tmpdir(), 'nightshift-cli-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

async function tell(url: string, ...args: string[]): Promise<{ exitCode: number; told: string }> {
  const env = { NIGHTSHIFT_HOME: home, NIGHTSHIFT_LEDGER: url, NIGHTSHIFT_DEBUG: '1' };
  const { exitCode, stdout, stderr } = await callCli(args, { env });
  const told = stdout + stderr;
  expect(told).not.toContain(new URL(url).password);
  return { exitCode, told };
}

describe('commands on a PostgreSQL ledger', () => {
  test('read what workers wrote there', async () => {
    const { url, remove } = await makeDatabase(await sharedPostgres());
    const { artifacts, specs, close } = await createLedger({ url });
    await specs.record(aSpecInput({ startedAtMs: 1 }));
    const receipt = aReceipt();
    await specs.close(receipt, await artifacts.put('# The receipt'), await artifacts.put(JSON.stringify(receipt)));
    await close();
    expect(await tell(url, 'receipt')).toMatchObject({ exitCode: 0, told: expect.stringContaining('# The receipt') });
    const { told } = await tell(url, 'doctor', '--json');
    const { checks } = JSON.parse(told.slice(told.indexOf('{'))) as { checks: { name: string }[] };
    const name = url.replace(/:[^:@]+@/, '@');
    expect(checks.find((check) => check.name === 'ledger')).toMatchObject({ ok: true, found: name });
    await remove();
  });

  test.each([[['receipt']], [['receipt', '--json']], [['doctor', '--json']]])(
    'say what is wrong with it: %j',
    async (args) => {
      const port = await getPort();
      const { exitCode, told } = await tell(`postgres://nightshift:s3cret-word@127.0.0.1:${port}/ledger`, ...args);
      expect(exitCode).toBe(1);
      expect(told).toContain(`The ledger postgres://nightshift@127.0.0.1:${port}/ledger cannot be reached`);
    },
  );
});
