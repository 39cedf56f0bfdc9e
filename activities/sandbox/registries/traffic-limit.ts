// Ends all of a run's connections once they have carried more than a setup can need.
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Of one run, all connections together. */
export interface TrafficLimits {
  /** From the sandbox outwards: requests for packages are short, and what leaves could be somebody's source. */
  sentBytesMax: number;
  receivedBytesMax: number;
  connectionsMax: number;
}

export const DEFAULT_TRAFFIC_LIMITS: TrafficLimits = {
  sentBytesMax: 100_000_000,
  receivedBytesMax: 20_000_000_000,
  connectionsMax: 256,
};
/** A connection that carries nothing for so long is closed. */
export const IDLE_MS = 120_000;
const LOOK_EVERY_MS = 250;

/** Returns what ends the watch, and with it every connection. */
export function limitTraffic(server: Server, limits: TrafficLimits): () => void {
  const sockets = new Set<Socket>();
  const ended = { sent: 0, received: 0 };
  server.maxConnections = limits.connectionsMax;
  server.timeout = IDLE_MS;

  function destroyAll(): void {
    for (const socket of sockets) socket.destroy();
  }
  function endWhatIsTooMuch(): void {
    let { sent, received } = ended;
    for (const socket of sockets) {
      sent += socket.bytesRead;
      received += socket.bytesWritten;
    }
    if (sent > limits.sentBytesMax || received > limits.receivedBytesMax) destroyAll();
  }
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      ended.sent += socket.bytesRead;
      ended.received += socket.bytesWritten;
    });
    endWhatIsTooMuch();
  });
  const timer = setInterval(endWhatIsTooMuch, LOOK_EVERY_MS).unref();
  return () => {
    clearInterval(timer);
    destroyAll();
  };
}
