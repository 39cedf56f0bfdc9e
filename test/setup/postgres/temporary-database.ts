// A database of its own on a PostgreSQL server.
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

export interface TemporaryDatabase {
  name: string;
  /** With user and password. */
  url: string;
  /** Runs a statement on it. */
  query<Row>(statement: string): Promise<Row[]>;
  /** Runs one on the database that the server's URL names. */
  onServer<Row>(statement: string): Promise<Row[]>;
  /** A connection of its own, to be ended by whoever asks for it. */
  session(): Promise<Client>;
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
    session: () => connect(url.href),
    remove: async () => void (await onServer(`drop database ${name} with (force)`)),
  };
}

/** Until a statement on that database waits for a lock that another session holds. */
export async function untilSomebodyWaits(query: TemporaryDatabase['query']): Promise<void> {
  const waiting = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  while ((await query(waiting)).length === 0);
}

async function query<Row>(url: string, statement: string): Promise<Row[]> {
  const client = await connect(url);
  try {
    return (await client.query(statement)).rows as Row[];
  } finally {
    await client.end();
  }
}

async function connect(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString });
  await client.connect();
  return client;
}
