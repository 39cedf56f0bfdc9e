// What was done when, from the histories that a Temporal server keeps.
import { Client, type Connection } from '@temporalio/client';
import type { Span } from './idle-stretches.js';

type HistoryEvent = NonNullable<
  NonNullable<Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>['events']>[number]
>;

/** Of all runs on the server: each event, and each attempt at an activity that ended well from its start to its end. */
export async function readWork(connection: Connection, namespace: string): Promise<Span[]> {
  const client = new Client({ connection, namespace });
  const work: Span[] = [];
  for await (const { workflowId, runId } of client.workflow.list()) {
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    work.push(...spansOf(events ?? []));
  }
  return work;
}

function spansOf(events: readonly HistoryEvent[]): Span[] {
  const atMs = new Map(events.map((event) => [Number(event.eventId), timeOf(event)]));
  return events.map((event) => {
    const toMs = timeOf(event);
    const started = event.activityTaskCompletedEventAttributes?.startedEventId;
    return { fromMs: (started ? atMs.get(Number(started)) : undefined) ?? toMs, toMs };
  });
}

function timeOf({ eventTime }: HistoryEvent): number {
  return Number(eventTime?.seconds ?? 0) * 1_000 + (eventTime?.nanos ?? 0) / 1_000_000;
}
