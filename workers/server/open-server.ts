// The way to a Temporal server for every command: the one that the environment names, else the user's local one.
import type { Home } from '../../activities/home.js';
import { openLocalServer } from './local-server.js';
import { findNamedServer, openNamedServer } from './named-server.js';
import type { ServerLease } from './server-lease.js';

export interface OpenServerOptions {
  home: Home;
  env: NodeJS.ProcessEnv;
  /** Told one line before each step that takes time, and where the server is once it was started. */
  say(line: string): void;
  /** Leaves the local server up when its last lease is released, until `stopServer`. */
  keep: boolean;
}

/** A server that is ready for our workflows. Throws `SetupProblem` with the way out when there cannot be one. */
export async function openServer({ home, env, say, keep }: OpenServerOptions): Promise<ServerLease> {
  const named = findNamedServer(env);
  return named ? openNamedServer(named) : openLocalServer({ home, env, say }, keep);
}
