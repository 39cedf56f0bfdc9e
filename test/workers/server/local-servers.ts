// What the tests of the local server share: homes of their own, commands as real processes, and a clean end.
import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, on, once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import type { Home } from '../../../activities/home.js';
import type { ServerPorts } from '../../../schemas/server-file.js';
import { findProcesses } from '../../../workers/server/find-processes.js';
import { openServer } from '../../../workers/server/open-server.js';
import type { ServerLease } from '../../../workers/server/server-lease.js';
import { DB_OPTION } from '../../../workers/server/start-server.js';
import { giveQuietPorts } from '../../doubles/quiet-ports.js';
import { makeTestHome, removeTestHome, testEnvironment } from '../../setup/test-home.js';

const REGISTER_TS = fileURLToPath(new URL('../../setup/register-ts.mjs', import.meta.url));
const CLIENT = fileURLToPath(new URL('./server-client.ts', import.meta.url));

export interface TestPlace {
  home: Home;
  /** Where the last server of this home was. */
  ports: ServerPorts;
  /** Resolves when the person at the keyboard is told a line that holds the text. */
  hears(text: string): Promise<void>;
  open(options?: { keep?: boolean; env?: NodeJS.ProcessEnv }): Promise<ServerLease>;
  /** Starts a command and waits until it has the server. */
  startClient(): Promise<TestClient>;
  /** Process ids of the servers on this home's files. */
  servers(): Promise<number[]>;
}

export interface TestClient {
  process: ChildProcess;
  address: string;
  /** Lets the command release the server and waits for its end. */
  end(): Promise<void>;
}

/** Gives the work a home of its own; afterwards no process of it is left. */
export async function withTestPlace(work: (place: TestPlace) => Promise<void>): Promise<void> {
  const home = await makeTestHome();
  const ports = await giveQuietPorts(home.state);
  const said = new EventEmitter();
  const clients: ChildProcess[] = [];
  const place: TestPlace = {
    home,
    ports,
    hears: (text) => hears(said, text),
    open: ({ keep = false, env = testEnvironment() } = {}) =>
      openServer({ home, env, keep, say: (line) => said.emit('line', line) }),
    startClient: () => startClient(home, clients),
    servers: () => serversOf(home),
  };
  try {
    await work(place);
  } finally {
    for (const client of clients) client.kill('SIGKILL');
    for (const pid of await serversOf(home)) process.kill(pid, 'SIGKILL');
    await removeTestHome(home);
  }
}

/** Kills a process as `kill -9` does, and waits until it is gone. */
export async function killHard(client: TestClient): Promise<void> {
  const gone = once(client.process, 'exit');
  client.process.kill('SIGKILL');
  await gone;
}

async function hears(said: EventEmitter, text: string): Promise<void> {
  for await (const [line] of on(said, 'line')) if (String(line).includes(text)) return;
}

async function startClient(home: Home, clients: ChildProcess[]): Promise<TestClient> {
  const child = spawn(process.execPath, ['--import', REGISTER_TS, CLIENT, home.state], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: process.env,
  });
  clients.push(child);
  for await (const address of createInterface({ input: child.stdout })) return { process: child, address, end };
  throw new Error('the command ended without a server');

  async function end(): Promise<void> {
    const gone = once(child, 'exit');
    child.stdin?.end();
    await gone;
  }
}

async function serversOf(home: Home): Promise<number[]> {
  const files = (await readdir(home.state)).filter((name) => name.endsWith('.db'));
  const pids = await Promise.all(files.map((name) => findProcesses(DB_OPTION, join(home.state, name))));
  return pids.flat();
}
