// The right to use a Temporal server, from `openServer` until it is released.
import type { Connection, ConnectionOptions } from '@temporalio/client';
import type { Home } from '../../activities/home.js';
import type { ServerPorts } from '../../schemas/server-file.js';

export interface ServerLease {
  address: string;
  namespace: string;
  /** Null for a server that the environment names: it does not tell where its UI is. */
  uiUrl: string | null;
  /** For `Connection` and `NativeConnection` alike: address, TLS, key. */
  connectionOptions: Pick<ConnectionOptions, 'address' | 'tls' | 'apiKey' | 'metadata'>;
  /** A new connection, which the caller closes. */
  connect(): Promise<Connection>;
  /** True for the user's local server, false for one that the environment names. */
  owned: boolean;
  /** What supervision and keeping work on; null unless owned. */
  local: LocalUse | null;
  /** Gives the server back; the local one is stopped with its last lease. A repeat is harmless. */
  release(): Promise<void>;
}

/** One command's use of the local server. */
export interface LocalUse {
  place: LocalPlace;
  /** Names this lease among the clients in `server.json`. */
  lease: string;
  ports: ServerPorts;
}

/** What starting the local server needs to know. */
export interface LocalPlace {
  home: Home;
  env: NodeJS.ProcessEnv;
  say(line: string): void;
}
