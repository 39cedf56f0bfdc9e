// What the ledger's parts stand on: a database whose schema is up to date, whichever it is.
import type { Kysely, Transaction } from 'kysely';
import type { LedgerTables } from './tables.js';

export interface LedgerDatabase {
  db: Kysely<LedgerTables>;
  /** What messages call it; holds no password. */
  name: string;
  /** Inside a transaction: until its end no other one passes this point, in any process. */
  takeTurn(transaction: Transaction<LedgerTables>): Promise<void>;
  /** What the database itself knows to be broken, in words; at most `limit`. */
  faults(limit: number): Promise<string[]>;
}
