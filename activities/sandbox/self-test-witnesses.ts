// What the self-test opens outside, so that it can see from inside whether it is in reach: a TCP port of the loopback,
// a Unix socket in the file tree and one of the abstract kind, which only a network namespace keeps away.
import { randomUUID } from 'node:crypto';
import { createServer, type ListenOptions, type Server } from 'node:net';
import { join } from 'node:path';

/** The kernel's limit, less the zero byte at the end. */
const SOCKET_PATH_BYTES_MAX = 107;

export interface Witnesses {
  port: number;
  socketPath: string;
  /** Without the zero byte that it begins with. */
  abstractName: string;
  /** How often any of them was reached. */
  connections(): number;
  close(): void;
}

/** `folder` is where the socket of the file tree lies. */
export async function openWitnesses(folder: string): Promise<Witnesses> {
  let connections = 0;
  const servers: Server[] = [];
  async function listen(where: ListenOptions): Promise<Server> {
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    servers.push(server);
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(where, resolve));
    return server;
  }
  const address = (await listen({ host: '127.0.0.1', port: 0 })).address();
  const socketPath = join(folder, 's');
  // In a folder whose name is too long there can be no socket to be reached.
  if (Buffer.byteLength(socketPath) <= SOCKET_PATH_BYTES_MAX) await listen({ path: socketPath });
  const abstractName = `nightshift-self-test-${randomUUID()}`;
  await listen({ path: `\0${abstractName}` });
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    socketPath,
    abstractName,
    connections: () => connections,
    close: () => {
      for (const server of servers) server.close();
    },
  };
}
