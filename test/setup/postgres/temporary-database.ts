// A database of its own on a PostgreSQL server.
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

export interface TemporaryDatabase {
  name: string;
  /** With user and password. */
  url: string;
  /** With this, statements of the test's own are run on it, or on the server's `postgres` database. */
  query<Row>(statement: string): Promise<Row[]>;
  onServer<Row>(statement: string): Promise<Row[]>;
  remove(): Promise<void>;
}

/** `how` follows `create database NAME`. */
export async function makeDatabase(serverUrl: string, how = ''): Promise<TemporaryDatabase> {
  const name = `nightshift_test_${randomBytes(8).toString('hex')}`;
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const onServer = <Row>(statement: string) => query<Row>(serverUrl, statement);
  await onServer(`create database ${name} ${how}`);
  return {
    name,
    url: url.href,
    query: (statement) => query(url.href, statement),
    onServer,
    remove: async () => void (await onServer(`drop database ${name} with (force)`)),
  };
}

async function query<Row>(url: string, statement: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows as Row[];
  } finally {
    await client.end();
  }
}
