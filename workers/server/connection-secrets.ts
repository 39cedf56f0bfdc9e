// What opens a Temporal server that the environment names: it may stand in a file that no variable holds.
import { findNamedServer } from './named-server.js';

/** Throws `SetupProblem` when Temporal's own configuration cannot be read. */
export function connectionSecrets(env: NodeJS.ProcessEnv): string[] {
  const { apiKey, tls, metadata } = findNamedServer(env)?.connectionOptions ?? {};
  const key = typeof tls === 'object' && tls !== null ? tls.clientCertPair?.key : undefined;
  const headers = Object.values(metadata ?? {}).flat();
  return [apiKey, key, ...headers].flatMap((secret) => {
    if (typeof secret === 'string') return [secret];
    return secret instanceof Uint8Array ? [Buffer.from(secret).toString('utf8')] : [];
  });
}
