// A process that dies in the middle of bringing a ledger up to date, as by kill -9, after all migrations that there are
// and half of one more. Usage: killed-migration LEDGER
import { sql } from 'kysely';
import { createLedger } from '../../activities/ledger/create-ledger.js';
import { parseLedger } from '../../activities/ledger/ledger-address.js';
import { MIGRATIONS } from '../../activities/ledger/migrations/migrations.js';

const [address = ''] = process.argv.slice(2);

MIGRATIONS['9999-half'] = {
  async up(db) {
    await sql`create table half_made (id text)`.execute(db);
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => undefined);
  },
};
await createLedger(parseLedger(address));
