// Ends all of a run's connections once they have carried more than a setup can need.
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** From the sandbox outwards: requests for packages are short, and what leaves could be somebody's source. */
const SENT_BYTES_MAX = 100_000_000;
const RECEIVED_BYTES_MAX = 20_000_000_000;
const CONNECTIONS_MAX = 256;
/** A connection that carries nothing for so long is closed. */
export const IDLE_MS = 120_000;
const LOOK_EVERY_MS = 250;

/** Returns what ends the watch, and with it every connection. */
export function limitTraffic(server: Server): () => void {
  const sockets = new Set<Socket>();
  const ended = { sent: 0, received: 0 };
  server.maxConnections = CONNECTIONS_MAX;
  server.timeout = IDLE_MS;

  function destroyAll(): void {
    for (const socket of sockets) socket.destroy();
  }
  function look(): void {
    let { sent, received } = ended;
    for (const socket of sockets) {
      sent += socket.bytesRead;
      received += socket.bytesWritten;
    }
    if (sent <= SENT_BYTES_MAX && received <= RECEIVED_BYTES_MAX) return;
    server.maxConnections = 0;
    destroyAll();
  }
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      ended.sent += socket.bytesRead;
      ended.received += socket.bytesWritten;
    });
  });
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  return () => {
    clearInterval(timer);
    destroyAll();
  };
}
