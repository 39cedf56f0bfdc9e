// Kysely on SQLite through the write queue: each statement takes its turn there, and SQLite's errors become failures that
// name the file.
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SelectQueryNode,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type Libsql from 'libsql';
import { inWords } from '../in-words.js';
import { describeSqliteTrouble } from './sqlite-trouble.js';
import type { WriteQueue } from './write-queue.js';

/** Some have as many parameters as there are texts to look for: those are not kept for ever. */
const STATEMENTS_KEPT_MAX = 100;

export function createQueuedDialect(database: Libsql.Database, queue: WriteQueue, file: string): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createDriver: () => createDriver(database, queue, file),
  };
}

function createDriver(database: Libsql.Database, queue: WriteQueue, file: string): Driver {
  const prepare = preparedOnce(database);
  const describe = (error: unknown) => describeSqliteTrouble(error, file);
  const openTransactions = new Map<DatabaseConnection, () => void>();
  const end = (connection: DatabaseConnection, how: 'commit' | 'rollback') =>
    inWords(describe, async () => {
      try {
        // SQLite has rolled back by itself after some errors, such as a full disk.
        if (how === 'commit' || database.inTransaction) database.exec(how);
      } catch (error) {
        if (database.inTransaction) database.exec('rollback');
        throw error;
      } finally {
        openTransactions.get(connection)?.();
        openTransactions.delete(connection);
      }
    });
  return {
    init: async () => undefined,
    acquireConnection: async () => {
      const connection: DatabaseConnection = {
        executeQuery: <Row>(query: CompiledQuery) =>
          inWords<QueryResult<Row>>(describe, async () => {
            const work = () => execute<Row>(prepare, query);
            if (openTransactions.has(connection)) return work();
            return SelectQueryNode.is(query.query) ? queue.read(work) : queue.write(work);
          }),
        streamQuery: () => {
          throw new Error('the ledger streams nothing');
        },
      };
      return connection;
    },
    beginTransaction: (connection) =>
      inWords(describe, async () => void openTransactions.set(connection, await queue.begin())),
    commitTransaction: (connection) => end(connection, 'commit'),
    rollbackTransaction: (connection) => end(connection, 'rollback'),
    releaseConnection: async () => undefined,
    async destroy() {
      await queue.idle();
      database.close();
    },
  };
}

type Prepare = (statement: string) => Libsql.Statement<unknown[]>;

function execute<Row>(prepare: Prepare, { sql, parameters }: CompiledQuery): QueryResult<Row> {
  const statement = prepare(sql);
  if (statement.reader) return { rows: statement.all([...parameters]) as Row[] };
  const { changes } = statement.run([...parameters]);
  return { rows: [], numAffectedRows: BigInt(changes) };
}

/** The ledger has few statements, each used again and again: preparing one takes as long as running it. */
function preparedOnce(database: Libsql.Database): Prepare {
  const known = new Map<string, Libsql.Statement<unknown[]>>();
  return (statement) => {
    const found = known.get(statement) ?? database.prepare<unknown[]>(statement);
    if (known.size < STATEMENTS_KEPT_MAX) known.set(statement, found);
    return found;
  };
}
