// Temporal's SDK logs each state of each worker to standard error, where it would bury what the tests say.
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';

/** Keeps all but errors of it back; once for each test file, before its first worker or native connection. */
export function quiet(): void {
  const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter, forward: {} } } });
}
