// The user's one local server: joined when it runs, started when it does not, stopped when nobody uses it any more.
import { randomUUID } from 'node:crypto';
import { isAlive, thisProcess } from '../../activities/process-birth.js';
import type { ServerFile, ServerPorts } from '../../schemas/server-file.js';
import { findTemporal } from '../programs/find-temporal.js';
import { LOOPBACK } from './choose-ports.js';
import { connect } from './connect.js';
import { endProcess } from './end-process.js';
import { findRunning, launch } from './run-local-server.js';
import { type OpenServerFile, withServerFile } from './server-file.js';
import type { LocalPlace, LocalUse, ServerLease } from './server-lease.js';
import { addressOf, LOCAL_NAMESPACE } from './until-ready.js';

type Client = ServerFile['clients'][number];

export async function openLocalServer(place: LocalPlace, keep: boolean): Promise<ServerLease> {
  const client = { ...(await thisProcess()), lease: randomUUID() };
  const ports = await useServer(place, client, keep);
  return leaseOf({ place, lease: client.lease, ports });
}

/** Gets the server of an existing lease to run again, where it listened before. */
export async function reviveServer({ place, lease }: LocalUse): Promise<void> {
  const client = { ...(await thisProcess()), lease };
  await useServer(place, client, false, true);
}

/** Takes the lease back; the server goes with the last one, unless it is kept. */
export function leaveServer({ place, lease }: LocalUse): Promise<void> {
  return withServerFile(place, async (file) => {
    const clients = (await liveClients(file.content)).filter((client) => client.lease !== lease);
    if (clients.length === 0 && !file.content.keep) await endServer(file);
    else await file.write({ clients });
  });
}

/**
 * Ends the server that the file names and nobody uses, which takes a second or so when it runs. What is written comes
 * after it: on a full disk a file that names a dead server does no harm.
 */
export async function endServer(file: OpenServerFile): Promise<void> {
  if (file.content.server) await endProcess(file.content.server);
  await file.write({ server: null, clients: [], keep: false });
}

/** Commands that were killed do not count. */
export async function liveClients({ clients }: ServerFile): Promise<Client[]> {
  const alive = await Promise.all(clients.map(isAlive));
  return clients.filter((_, index) => alive[index]);
}

async function useServer(place: LocalPlace, client: Client, keep: boolean, samePorts = false): Promise<ServerPorts> {
  const joined = await withServerFile(place, (file) => joinServer(place, file, client, keep));
  if (joined) return joined;
  // Fetching the program can take a minute: nobody should have to wait for it at the server's lock.
  const program = await findTemporal({ cache: place.home.cache, env: place.env, say: place.say });
  return withServerFile(place, async (file) => {
    const joinedNow = await joinServer(place, file, client, keep);
    if (joinedNow) return joinedNow;
    const ports = await launch(place, file, program, samePorts);
    await signIn(file, client, keep);
    return ports;
  });
}

async function joinServer(
  place: LocalPlace,
  file: OpenServerFile,
  client: Client,
  keep: boolean,
): Promise<ServerPorts | null> {
  const ports = await findRunning(place, file);
  if (ports) await signIn(file, client, keep);
  return ports;
}

async function signIn(file: OpenServerFile, client: Client, keep: boolean): Promise<void> {
  const others = (await liveClients(file.content)).filter(({ lease }) => lease !== client.lease);
  await file.write({ clients: [...others, client], keep: keep || file.content.keep });
}

function leaseOf(use: LocalUse): ServerLease {
  const address = addressOf(use.ports);
  let released: Promise<void> | null = null;
  return {
    address,
    namespace: LOCAL_NAMESPACE,
    uiUrl: `http://${LOOPBACK}:${use.ports.uiPort}`,
    connectionOptions: { address },
    connect: () => connect({ address }),
    owned: true,
    local: use,
    release() {
      released ??= leaveServer(use);
      return released;
    },
  };
}
