// A worker inside a command: on the task queue of one run, or on the one that all workers share.
import { NativeConnection, type NativeConnectionOptions, TransportError } from '@temporalio/worker';
import type { Activities } from '../core/activities.js';
import type { IntakeActivities } from '../core/intake-activities.js';
import { type EmbeddedWorker, startEmbeddedWorker } from '../workers/embedded-worker.js';
import type { ServerLease } from '../workers/server/server-lease.js';
import type { CommandContext } from './context.js';
import type { Engine } from './engine.js';
import { CliProblem } from './problem.js';
import { serverGone } from './server-gone.js';
import { logWorkersToFile } from './worker-log.js';

export interface RunWorker {
  /** Rejects with a `CliProblem` when the worker fails; never resolves. */
  failed: Promise<never>;
  /** Takes nothing new, waits for what is in flight, `drainMs` at most where that is given, and closes its connection; a repeat is harmless. */
  close(drainMs?: number): Promise<void>;
}

/** `activities` is null for a worker that only lets the run answer messages. */
export async function startRunWorker(
  context: CommandContext,
  engine: Engine,
  taskQueue: string,
  activities: Partial<Activities & IntakeActivities> | null,
): Promise<RunWorker> {
  const logFile = logWorkersToFile(context.home, context.secrets);
  const { lease } = engine;
  const connection = await connect(lease);
  try {
    const worker = await startEmbeddedWorker({
      connection,
      namespace: lease.namespace,
      taskQueue,
      activities,
      secrets: context.secrets,
    });
    const failed = failureOf(worker, logFile);
    // Whoever races against it hears of it; between races nobody listens.
    failed.catch(() => undefined);
    let closing: Promise<void> | null = null;
    return {
      failed,
      close(drainMs) {
        closing ??= close(worker, connection, drainMs);
        return closing;
      },
    };
  } catch (error) {
    await connection.close();
    throw error instanceof TransportError ? serverGone(lease, error) : error;
  }
}

async function connect(lease: ServerLease): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect(nativeOptions(lease));
  } catch (error) {
    throw serverGone(lease, error);
  }
}

async function close(worker: EmbeddedWorker, connection: NativeConnection, drainMs?: number): Promise<void> {
  // A worker that failed has said so through `failed`.
  await Promise.allSettled([worker.shutdown(drainMs)]);
  await connection.close();
}

/** The same settings in the words of the native client, which wants absent ones left out. */
function nativeOptions({ connectionOptions }: ServerLease): NativeConnectionOptions {
  const { address, tls, apiKey, metadata } = connectionOptions;
  return {
    ...(address === undefined ? {} : { address }),
    ...(tls === undefined ? {} : { tls }),
    ...(typeof apiKey === 'string' ? { apiKey } : {}),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

async function failureOf(worker: EmbeddedWorker, logFile: string): Promise<never> {
  try {
    await worker.run;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliProblem(
      `The worker stopped: ${reason}\nIts log is ${logFile}; the run goes on with the same command.`,
    );
  }
  return new Promise(() => undefined);
}
