// Connects to a Temporal server within a time that a person would wait.
import { Connection, type ConnectionOptions } from '@temporalio/client';

export const CONNECT_TIMEOUT_MS = 5_000;

/** Throws when no Temporal server answers in time. */
export function connect(options: ConnectionOptions, timeoutMs = CONNECT_TIMEOUT_MS): Promise<Connection> {
  return Connection.connect({ ...options, connectTimeout: timeoutMs });
}
