// The server that the environment names: by TEMPORAL_ADDRESS or a profile of Temporal's own configuration file.
import type { Connection } from '@temporalio/client';
import { type ClientConnectConfig, loadClientConnectConfig } from '@temporalio/envconfig';
import { reasonOf, SetupProblem } from '../setup-problem.js';
import { connect } from './connect.js';
import { createCommands, ensureSearchAttributes } from './search-attributes.js';
import type { ServerLease } from './server-lease.js';

export interface NamedServer {
  connectionOptions: ServerLease['connectionOptions'] & { address: string };
  namespace: string;
  /** What names it, for people. */
  by: string;
}

const DEFAULT_ADDRESS = '127.0.0.1:7233';
const DEFAULT_NAMESPACE = 'default';
const NOT_FOUND = 5;

/** Null when nothing names a server. A profile that says no address still names one: Temporal's default. */
export function findNamedServer(env: NodeJS.ProcessEnv): NamedServer | null {
  const { connectionOptions, namespace } = loadConfig(env);
  const profile = env['TEMPORAL_PROFILE'];
  if (!connectionOptions.address && !profile) return null;
  const { tls, apiKey, metadata } = connectionOptions;
  return {
    connectionOptions: {
      address: connectionOptions.address || DEFAULT_ADDRESS,
      ...(tls === undefined ? {} : { tls }),
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(metadata === undefined ? {} : { metadata }),
    },
    namespace: namespace || DEFAULT_NAMESPACE,
    by: env['TEMPORAL_ADDRESS'] ? 'TEMPORAL_ADDRESS' : `Temporal's profile "${profile || 'default'}"`,
  };
}

/** Throws `SetupProblem` when the server does not answer or cannot be used. */
export async function openNamedServer(server: NamedServer): Promise<ServerLease> {
  const { connectionOptions, namespace } = server;
  const connection = await connect(connectionOptions).catch((error: unknown) => {
    throw new SetupProblem(noAnswer(server, reasonOf(error)));
  });
  try {
    await checkNamespace(server, connection);
    await checkSearchAttributes(server, connection);
  } finally {
    await connection.close();
  }
  return {
    address: connectionOptions.address,
    namespace,
    uiUrl: null,
    connectionOptions,
    connect: () => connect(connectionOptions),
    owned: false,
    local: null,
    release: () => Promise.resolve(),
  };
}

function loadConfig(env: NodeJS.ProcessEnv): ClientConnectConfig {
  const set = Object.entries(env).flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  try {
    return loadClientConnectConfig({ overrideEnvVars: Object.fromEntries(set) });
  } catch (error) {
    throw new SetupProblem(`Temporal's own configuration (TEMPORAL_* or its file) cannot be used: ${reasonOf(error)}`);
  }
}

async function checkNamespace(server: NamedServer, connection: Connection): Promise<void> {
  const { namespace } = server;
  try {
    await connection.workflowService.describeNamespace({ namespace });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === NOT_FOUND) {
      throw new SetupProblem(
        `The Temporal server at ${server.connectionOptions.address} has no namespace "${namespace}". Create it with ` +
          `"temporal operator namespace create ${namespace}" or name another by TEMPORAL_NAMESPACE.`,
      );
    }
    throw new SetupProblem(noAnswer(server, reasonOf(error)));
  }
}

async function checkSearchAttributes({ namespace }: NamedServer, connection: Connection): Promise<void> {
  try {
    await ensureSearchAttributes(connection, namespace);
  } catch (error) {
    if (error instanceof SetupProblem) throw error;
    const what = `Namespace "${namespace}" lacks search attributes that Nightshift sets`;
    const commands = createCommands(namespace).map((command) => `  ${command}`);
    throw new SetupProblem(
      [`${what}, and they could not be added: ${reasonOf(error)}`, 'Have them added by:', ...commands].join('\n'),
    );
  }
}

function noAnswer({ connectionOptions, by }: NamedServer, reason: string): string {
  return (
    `No Temporal server answers at ${connectionOptions.address}, which ${by} names: ${reason}\n` +
    `Start it or correct the address; without ${by} Nightshift runs a server of its own.`
  );
}
