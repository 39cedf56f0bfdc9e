// A process that writes to a ledger as a worker does, for tests in which several do so at once and some are killed.
// It says each key on a line of its own once the call under it is settled, that is, once it must not be lost any more.
// Usage: ledger-writer LEDGER NAME CALLS
import { writeSync } from 'node:fs';
import { createLedger } from '../../activities/ledger/create-ledger.js';
import { parseLedger } from '../../activities/ledger/ledger-address.js';

const CHARGE_MICRO_USD = 7;
const SHARED_KEY = 'shared';
const STDOUT = 1;
const USAGE = { inputTokens: 3, cachedInputTokens: 2, cacheWriteTokens: 1, outputTokens: 4 };

const [address, name, calls] = process.argv.slice(2);
if (address === undefined || name === undefined || calls === undefined)
  throw new Error('ledger-writer LEDGER NAME CALLS');

const ledger = await createLedger(parseLedger(address));
for (let index = 0; index < Number(calls); index++) {
  await writeCall(`${name}/${index}`);
  await writeCall(SHARED_KEY);
}
await ledger.close();

async function writeCall(key: string): Promise<void> {
  const row = await ledger.journal.start({
    key,
    requestHash: 'same',
    model: 'scripted/small',
    purpose: 'build',
    worstMicroUsd: CHARGE_MICRO_USD * 10,
    worstTokens: 0,
    startedAtMs: Date.now(),
  });
  const answer = await ledger.artifacts.put(`an answer that all writers store ${row.attempt % 5}`);
  await ledger.journal.settle(row, {
    usage: USAGE,
    chargedMicroUsd: CHARGE_MICRO_USD,
    answer,
    endedAtMs: Date.now(),
  });
  writeSync(STDOUT, `${key}\n`);
}
