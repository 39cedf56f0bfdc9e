// A Temporal worker inside the process of a command: it runs workflows and activities of one task queue.
import { setMaxListeners } from 'node:events';
import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { type KnownSecrets, NO_KNOWN_SECRETS } from '../activities/secrets/known-secrets.js';
import type { Activities } from '../core/activities.js';
import type { IntakeActivities } from '../core/intake-activities.js';
import { handBackInterceptor } from './hand-back-interceptor.js';
import { heartbeatInterceptor } from './heartbeat-interceptor.js';
import { redactingCodec } from './redacting-codec.js';
import { redactingInterceptor } from './redacting-interceptor.js';
import { findWorkflowBundle } from './workflow-bundle.js';

export interface EmbeddedWorkerOptions {
  connection: NativeConnection;
  namespace: string;
  taskQueue: string;
  /** Those that this worker can do. Null for one that only answers messages: it runs workflow code and starts no work. */
  activities: Partial<Activities & IntakeActivities> | null;
  /** What must not reach the server. Absent where there is nothing, as with scripted activities. */
  secrets?: KnownSecrets;
}

export interface EmbeddedWorker {
  /** Ends when the worker has drained; rejects when it failed. */
  run: Promise<void>;
  /**
   * Takes nothing new, lets activities in flight finish, and then ends `run`. What has not finished after `drainMs` is
   * handed back: it ends with `WorkerStopped`, and Temporal gives it to another worker.
   */
  shutdown(drainMs?: number): Promise<void>;
}

/** Activities at once: model calls wait on the network, so there may be more of them than cores. */
const ACTIVITIES_MAX = 16;
const CACHED_WORKFLOWS_MAX = 100;
/** Without a limit of its own a drain waits this long for a call in flight: the longest that an activity may take. */
const DRAIN_MAX = '2 hours';

export async function startEmbeddedWorker(options: EmbeddedWorkerOptions): Promise<EmbeddedWorker> {
  const handBack = new AbortController();
  // Each activity in flight listens to it.
  setMaxListeners(0, handBack.signal);
  const worker = await Worker.create(workerOptions(options, handBack.signal));
  const run = worker.run();
  return {
    run,
    async shutdown(drainMs) {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      const timer = drainMs === undefined ? undefined : setTimeout(() => handBack.abort(), drainMs);
      try {
        await run;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

function workerOptions(options: EmbeddedWorkerOptions, handBack: AbortSignal): WorkerOptions {
  const { connection, namespace, taskQueue, activities, secrets = NO_KNOWN_SECRETS } = options;
  const activity = [heartbeatInterceptor, handBackInterceptor(handBack), redactingInterceptor(secrets)];
  return {
    connection,
    namespace,
    taskQueue,
    workflowBundle: { codePath: findWorkflowBundle() },
    dataConverter: { payloadCodecs: [redactingCodec(secrets)] },
    ...(activities ? { activities, interceptors: { activity } } : {}),
    maxConcurrentActivityTaskExecutions: ACTIVITIES_MAX,
    maxCachedWorkflows: CACHED_WORKFLOWS_MAX,
    // A workflow moves on within a second when the worker that held it was killed.
    stickyQueueScheduleToStartTimeout: '1 second',
    // Cancellation travels with heartbeats: at the default throttle it would take twenty seconds.
    maxHeartbeatThrottleInterval: '500 milliseconds',
    defaultHeartbeatThrottleInterval: '500 milliseconds',
    shutdownGraceTime: DRAIN_MAX,
  };
}
