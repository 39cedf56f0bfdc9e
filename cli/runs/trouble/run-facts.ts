// What Temporal knows of a run at work beyond its state: who polls for its work, what is pending in it and in its tries,
// when anything last happened. All times are the server's own: the clock of this machine may be another.
import type { Client, WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import { optionalTsToMs } from '@temporalio/common/lib/time.js';

export type Description = WorkflowExecutionDescription;

/** Temporal's wire numbers (`PendingActivityState`, `TaskQueueType` and `EventType` in its API). */
const SCHEDULED = 1;
const QUEUE_TYPES = { workflow: 1, activity: 2 } as const;
const TASK_COMPLETED = 7;
const TASK_TIMED_OUT = 8;
const TASK_FAILED = 9;
const TASK_ENDS: readonly unknown[] = [TASK_COMPLETED, TASK_TIMED_OUT, TASK_FAILED];
const TIMER_STARTED = 17;
const TIMER_ENDS: readonly unknown[] = [18, 19];

/** More tries than these never run at once. */
const TRIES_READ_MAX = 50;
const EVENTS_READ = 10;

/** One activity that has not ended. */
export interface PendingWork {
  activity: string;
  /** True while no worker has it: it was not taken yet, or waits for its next attempt. */
  waits: boolean;
  attempt: number;
  attemptsMax: number;
  /** Why the attempt before failed; null in the first one. */
  lastFailure: string | null;
  /** Its last heartbeat, else when it was taken, else when it was asked for. */
  lastSignMs: number;
}

/** The run itself and the tries that are at work. */
export async function describeAll(client: Client, run: Description): Promise<Description[]> {
  const children = (run.raw.pendingChildren ?? []).slice(0, TRIES_READ_MAX);
  const described = await Promise.allSettled(
    children.map(({ workflowId, runId }) => client.workflow.getHandle(workflowId ?? '', runId ?? undefined).describe()),
  );
  return [run, ...described.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))];
}

export function pendingWork({ raw }: Description): PendingWork[] {
  return (raw.pendingActivities ?? []).map((activity) => ({
    activity: activity.activityType?.name ?? 'an activity',
    waits: activity.state === SCHEDULED,
    attempt: activity.attempt ?? 1,
    attemptsMax: activity.maximumAttempts ?? 0,
    lastFailure: activity.lastFailure?.message ?? null,
    lastSignMs: Math.max(
      ...[activity.lastHeartbeatTime, activity.lastStartedTime, activity.scheduledTime].map(
        (at) => optionalTsToMs(at) ?? 0,
      ),
    ),
  }));
}

/** A worker asks anew when the server has had nothing for it for a minute. */
export const POLL_MS_MAX = 70_000;

/** When a worker last asked for such work, or null where none did in the last five minutes. */
export async function lastPollMs(
  { connection, options }: Client,
  taskQueue: string,
  type: keyof typeof QUEUE_TYPES,
): Promise<number | null> {
  const { pollers } = await connection.workflowService.describeTaskQueue({
    namespace: options.namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: QUEUE_TYPES[type],
  });
  const times = (pollers ?? []).map(({ lastAccessTime }) => optionalTsToMs(lastAccessTime) ?? 0);
  return times.length === 0 ? null : Math.max(...times);
}

export interface LastEvents {
  atMs: number;
  /** What the run's code said, where it failed and has not gone on since; else null. */
  codeFailure: string | null;
}

export async function lastEvents({ connection, options }: Client, of: Description): Promise<LastEvents> {
  const { history } = await connection.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: options.namespace,
    execution: { workflowId: of.workflowId, runId: of.runId },
    maximumPageSize: EVENTS_READ,
  });
  const events = history?.events ?? [];
  const failed = events.find(({ eventType }) => TASK_ENDS.includes(eventType));
  return {
    atMs: Math.max(0, ...events.map(({ eventTime }) => optionalTsToMs(eventTime) ?? 0)),
    codeFailure: failed?.workflowTaskFailedEventAttributes?.failure?.message ?? null,
  };
}

/** Whether the workflow itself has set a time at which it goes on. Reads its whole history. */
export async function hasOpenTimer(handle: WorkflowHandle): Promise<boolean> {
  const open = new Set<string>();
  for (const event of (await handle.fetchHistory()).events ?? []) {
    const { timerStartedEventAttributes: started } = event;
    const ended = event.timerFiredEventAttributes ?? event.timerCanceledEventAttributes;
    if (event.eventType === TIMER_STARTED) open.add(started?.timerId ?? '');
    else if (TIMER_ENDS.includes(event.eventType)) open.delete(ended?.timerId ?? '');
  }
  return open.size > 0;
}
