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

export function createQueuedDialect(database: Libsql.Database, queue: WriteQueue, file: string): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createDriver: () => createDriver(database, queue, file),
  };
}

function createDriver(database: Libsql.Database, queue: WriteQueue, file: string): Driver {
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
            const work = () => execute<Row>(database, query);
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

function execute<Row>(database: Libsql.Database, { sql, parameters }: CompiledQuery): QueryResult<Row> {
  const statement = database.prepare<unknown[]>(sql);
  if (statement.reader) return { rows: statement.all([...parameters]) as Row[] };
  const { changes } = statement.run([...parameters]);
  return { rows: [], numAffectedRows: BigInt(changes) };
}
