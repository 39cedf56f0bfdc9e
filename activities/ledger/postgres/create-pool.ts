// Connections to a PostgreSQL server as Kysely takes them: every limit explicit, errors in words that name the ledger,
// and no text that the server would refuse.
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { Pool, type PoolClient, types } from 'pg';
import { inWords } from '../in-words.js';
import { withoutNul } from '../without-nul.js';
import { describePostgresTrouble } from './postgres-trouble.js';

/** For each process. PostgreSQL takes 100 connections by default, so that ten workers fit. */
export const CONNECTIONS_MAX = 10;
/** How long one waits for a connection, new or free. */
const CONNECT_TIMEOUT_MS = 10_000;
const IDLE_TIMEOUT_MS = 30_000;
/** How long a statement waits for another session's lock. */
const LOCK_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 30_000;
/** The server ends a statement by itself; this is for one that does not answer at all any more. */
const ANSWER_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 5_000;
const KEEP_ALIVE_AFTER_MS = 10_000;

/** Nothing is connected before it is needed. */
export function createPool(url: string, name: string): PostgresPool {
  const pool = new Pool({
    connectionString: url,
    application_name: 'nightshift',
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    types: { getTypeParser: parserOf },
  });
  // A connection that breaks ends the process where nobody listens, idle or not. Whoever uses it is told by the
  // statement that fails; the pool opens another one for the next.
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));
  const named = <T>(work: () => Promise<T>) => inWords((error) => describePostgresTrouble(error, name), work);
  return {
    end: () => pool.end(),
    connect: () => named(async () => clientInWords(await pool.connect(), named)),
  };
}

function clientInWords(client: PoolClient, named: <T>(work: () => Promise<T>) => Promise<T>): PostgresPoolClient {
  function query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  /** Of a statement; the ledger reads nothing by cursors. */
  function query(statement: unknown, parameters: readonly unknown[] = []): unknown {
    return named(() => client.query(String(statement), parameters.map(storable)));
  }
  return { query, release: () => client.release() };
}

function ignore(): undefined {
  return undefined;
}

/** PostgreSQL's 64-bit integers come as text otherwise. Ours are micro-dollars, bytes, tokens and times: all are exact. */
function parserOf(type: number, format?: 'text' | 'binary') {
  return type === types.builtins.INT8 ? Number : types.getTypeParser(type, format);
}

function storable(parameter: unknown): unknown {
  return typeof parameter === 'string' ? withoutNul(parameter) : parameter;
}
