// A PostgreSQL server of our own in a folder. It refuses to run as root: there, it runs as the user "nobody", whom every
// system has, so that no user has to be made.
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import getPort from 'get-port';
import { Client } from 'pg';
import { copyPostgres } from './postgres-programs.js';

const USER = 'nightshift';
const UNPRIVILEGED_USER = 'nobody';
const PUBLIC_FOLDER_MODE = 0o755;
const PRIVATE_FILE_MODE = 0o600;
const URL_FILE = 'url';
/** Several test files have connections of several ledgers open. */
const CONNECTIONS_MAX = 200;

export interface PostgresOptions {
  /** Must be there; programs and data go into it. Only whoever may enter all folders above it can use it. */
  folder: string;
  /** Whether a commit waits for the disk. Tests do without; measurements do not. */
  durable: boolean;
}

/** Starts one that outlives this process, and returns the URL of its database `postgres`, with its password. */
export async function startPostgres({ folder, durable }: PostgresOptions): Promise<string> {
  const as = await unprivileged();
  const bin = await copyPostgres(join(folder, 'programs'));
  const password = randomBytes(16).toString('hex');
  const place = join(folder, 'server');
  const passwordFile = join(place, 'password');
  await mkdir(place, { mode: PUBLIC_FOLDER_MODE });
  await writeFile(passwordFile, password, { mode: PRIVATE_FILE_MODE });
  if (as.uid !== undefined) {
    await Promise.all([chown(place, as.uid, as.gid ?? as.uid), chown(passwordFile, as.uid, as.gid ?? as.uid)]);
  }
  const data = join(place, 'data');
  const log = join(place, 'log');
  // Whatever this process's folder is, the server's user may not be able to enter it.
  const options = { ...as, cwd: '/', stdin: 'ignore' } as const;
  const identity = ['--username', USER, '--pwfile', passwordFile, '--auth', 'scram-sha-256'];
  // Ordered by a language, as most servers are: texts compare otherwise than on SQLite.
  const language = ['--locale', 'C', '--locale-provider', 'icu', '--icu-locale', 'en-US'];
  const format = ['--encoding', 'UTF8', ...language, '--no-sync', '--no-instructions'];
  await execa(join(bin, 'initdb'), ['--pgdata', data, ...identity, ...format], options);
  const port = await getPort();
  const url = `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`;
  // Before the start, so that a server is found whose starter was killed.
  await writeFile(join(folder, URL_FILE), url, { mode: PRIVATE_FILE_MODE });
  const start = ['start', '--wait', '--silent', '--pgdata', data, '--log', log, '--options', settings(port, durable)];
  await execa(join(bin, 'pg_ctl'), start, { ...options, stdout: 'ignore', stderr: 'ignore' }).catch(async (error) => {
    await rm(join(folder, URL_FILE));
    throw new Error(`PostgreSQL did not start: ${await readFile(log, 'utf8').catch(() => String(error))}`);
  });
  return url;
}

/** Of a server that was started in that folder; null when there is none. */
export function urlIn(folder: string): Promise<string | null> {
  return readFile(join(folder, URL_FILE), 'utf8').catch(() => null);
}

/** Ends the server, if one was started there and still runs, and removes the folder. */
export async function removePostgres(folder: string): Promise<void> {
  const url = await urlIn(folder);
  const data = join(folder, 'server', 'data');
  // Its process is known by a number, which may be another's by now: the server itself says whether it is there.
  if (url !== null && (await servesFrom(url, data))) {
    const stop = ['stop', '--wait', '--silent', '--mode', 'immediate', '--pgdata', data];
    await execa(join(folder, 'programs', 'bin', 'pg_ctl'), stop, { ...(await unprivileged()), cwd: '/' });
  }
  await rm(folder, { recursive: true, force: true });
}

async function servesFrom(url: string, data: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query('show data_directory');
    return rows[0].data_directory === data;
  } catch {
    return false;
  } finally {
    await client.end();
  }
}

function settings(port: number, durable: boolean): string {
  const set = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    `max_connections=${CONNECTIONS_MAX}`,
  ];
  if (!durable) set.push('fsync=off', 'full_page_writes=off');
  return set.map((setting) => `-c ${setting}`).join(' ');
}

/** As whom the server's programs run. */
async function unprivileged(): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const ids = await Promise.all(['-u', '-g'].map((flag) => execa('id', [flag, UNPRIVILEGED_USER])));
  const [uid, gid] = ids.map(({ stdout }) => Number(stdout));
  return { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) };
}
