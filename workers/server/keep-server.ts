// Leaves the local server up after its last command, so that runs can be looked at, and takes it down again.

import { isAlive } from '../../activities/process-birth.js';
import { endServer, liveClients } from './local-server.js';
import { withServerFile } from './server-file.js';
import type { LocalPlace, ServerLease } from './server-lease.js';
import { databasesIn, endStrays } from './stray-servers.js';

/** The server stays up when the lease is released. A named server stays up in any case. */
export async function keepServer(lease: ServerLease): Promise<void> {
  if (lease.local) await withServerFile(lease.local.place, (file) => file.write({ keep: true }));
}

/** Ends the keeping; the server stops at once, or with the last command that still uses it (`inUse`). */
export function stopServer(place: LocalPlace): Promise<'stopped' | 'inUse' | 'notRunning'> {
  return withServerFile(place, async (file) => {
    const clients = await liveClients(file.content);
    if (clients.length > 0) {
      await file.write({ clients, keep: false });
      return 'inUse';
    }
    const { server } = file.content;
    const wasUp = server !== null && (await isAlive(server));
    await endServer(file);
    // A file that was damaged or thrown away no longer tells of the server that it named.
    const strays = await endStrays(place, await databasesIn(file.state));
    return wasUp || strays > 0 ? 'stopped' : 'notRunning';
  });
}
