// Where a worker inside a command writes its log: a file, since the terminal belongs to the run's progress.
import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultLogger, type LogEntry, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import type { Home } from '../activities/home.js';
import { type KnownSecrets, NO_KNOWN_SECRETS } from '../activities/secrets/known-secrets.js';
import { lossyLog } from './lossy-log.js';

const LOG_BYTES_MAX = 5_000_000;

/** Temporal's runtime is one for each process and takes its logger once, before anything else uses it. */
let file: string | null = null;
let append = lossyLog(NO_KNOWN_SECRETS);

/** Returns the log file. Must be called before a worker or a native connection is made. */
export function logWorkersToFile(home: Home, secrets: KnownSecrets): string {
  const wanted = join(home.state, 'worker.log');
  if (file === null) {
    Runtime.install({
      logger: new DefaultLogger('INFO', writeEntry),
      // Who leaves when, and how, is the command's to say.
      shutdownSignals: [],
      // The native part would else write to the terminal by itself.
      telemetryOptions: {
        logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} },
      },
    });
  }
  file = wanted;
  append = lossyLog(secrets);
  mkdirSync(home.state, { recursive: true });
  if (sizeOf(wanted) > LOG_BYTES_MAX) renameSync(wanted, `${wanted}.before`);
  return wanted;
}

function writeEntry({ timestampNanos, level, message, meta }: LogEntry): void {
  if (file === null) return;
  const time = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
  append(file, time, `${level} ${message} ${JSON.stringify(meta ?? {})}`);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
