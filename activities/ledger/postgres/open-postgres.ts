// The ledger on a PostgreSQL server: looks whether the database can serve, and brings its schema up to date.
import { ApplicationFailure } from '@temporalio/common';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { LedgerProblem } from '../ledger.js';
import { nameOfLedger } from '../ledger-address.js';
import type { LedgerDatabase } from '../ledger-database.js';
import { APPLIED_TABLE, migrate } from '../migrate.js';
import type { LedgerTables } from '../tables.js';
import { createPool } from './create-pool.js';
import { findFaults } from './find-faults.js';

/** Advisory locks of a database are numbers that all its users share; these are hardly anyone else's. */
const MIGRATING = 4_817_230_911;
const TURN = 4_817_230_912;

/** Throws `LedgerProblem`; once open, trouble with the server is thrown as `LedgerTrouble`, which Temporal retries. */
export async function openPostgres(url: string): Promise<LedgerDatabase> {
  const name = nameOfLedger({ url });
  const db = new Kysely<LedgerTables>({ dialect: new PostgresDialect({ pool: createPool(url, name) }) });
  try {
    const schema = await requireUsable(db, name);
    // The lock is one transaction's, the migrations are another's: who starts meanwhile waits, and finds nothing to do.
    await db.transaction().execute(async (transaction) => {
      await lock(transaction, MIGRATING);
      await migrate({ db, name, isThere: await isMigrated(transaction), schema });
    });
  } catch (error) {
    await db.destroy();
    throw asProblem(error, name);
  }
  return {
    db,
    name,
    takeTurn: (transaction) => lock(transaction, TURN),
    faults: (limit) => findFaults(db, limit),
  };
}

/** Throws `LedgerProblem`. Returns the schema in which the ledger's tables are. */
async function requireUsable(db: Kysely<LedgerTables>, name: string): Promise<string> {
  const { rows } = await sql<{ encoding: string; read_only: string; schema: string | null }>`
    select current_setting('server_encoding') as encoding, current_setting('transaction_read_only') as read_only,
           current_schema() as schema`.execute(db);
  const found = rows[0];
  if (!found?.schema) {
    throw new LedgerProblem(
      `The ledger ${name} has no schema for tables. Create one that is on the user's search_path.`,
    );
  }
  if (found.encoding !== 'UTF8') {
    throw new LedgerProblem(
      `The ledger ${name} has the encoding ${found.encoding}, which cannot hold every text. ` +
        "Create a database with ENCODING 'UTF8' and name that one.",
    );
  }
  if (found.read_only !== 'off') {
    throw new LedgerProblem(
      `The ledger ${name} cannot be written: the server takes no writes. ` +
        'Name the primary server in NIGHTSHIFT_LEDGER, not a standby.',
    );
  }
  return found.schema;
}

/** In the ledger's schema: another program may have a table of that name in one of its own. */
async function isMigrated(db: Kysely<LedgerTables>): Promise<boolean> {
  const { rows } = await sql<{ found: string | null }>`
    select to_regclass(format('%I.%I', current_schema(), ${APPLIED_TABLE}::text)) as found`.execute(db);
  return rows[0]?.found != null;
}

async function lock(transaction: Kysely<LedgerTables>, number: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(number)})`.execute(transaction);
}

/** While it is opened, all that goes wrong is a problem of the place: Temporal is not there to try again. */
function asProblem(error: unknown, name: string): LedgerProblem {
  if (error instanceof LedgerProblem) return error;
  if (error instanceof ApplicationFailure) return new LedgerProblem(error.message);
  const reason = error instanceof Error ? error.message : String(error);
  return new LedgerProblem(`The ledger ${name} cannot be opened: ${reason}. Mend NIGHTSHIFT_LEDGER, or the server.`);
}
