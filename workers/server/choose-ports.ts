// Chooses where the local server listens: where it did before, else at fixed places, else wherever there is room.
import getPort, { clearLockedPorts, portNumbers } from 'get-port';
import type { ServerPorts } from '../../schemas/server-file.js';

export const LOOPBACK = '127.0.0.1';

/** Away from 7233 and 8233, where a server of the user's own may be. */
export const FIRST_PORTS: ServerPorts = { port: 7733, uiPort: 8733 };
const PORTS_TRIED = 50;

/** Free ports at this moment. */
export async function choosePorts(preferred: ServerPorts | null): Promise<ServerPorts> {
  // get-port withholds what it gave out before; the ports of a server that died are just the ones that we want.
  clearLockedPorts();
  const port = await freePort(preferred?.port, FIRST_PORTS.port, []);
  const uiPort = await freePort(preferred?.uiPort, FIRST_PORTS.uiPort, [port]);
  return { port, uiPort };
}

function freePort(preferred: number | undefined, first: number, exclude: number[]): Promise<number> {
  const range = portNumbers(first, first + PORTS_TRIED - 1);
  return getPort({ host: LOOPBACK, port: preferred === undefined ? range : [preferred, ...range], exclude });
}
