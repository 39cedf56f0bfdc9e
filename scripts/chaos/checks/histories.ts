// What Temporal's histories tell of a night: which runs are still open, and how long nothing happened.
import { Client, type Connection } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import type { AccountLine } from '../account.js';

export interface History {
  workflowId: string;
  type: string;
  open: boolean;
  /** When its events happened. */
  timesMs: number[];
}

export interface Gap {
  ms: number;
  workflowId: string;
  from: string;
}

export async function readHistories(connection: Connection, namespace: string): Promise<History[]> {
  const client = new Client({ connection, namespace });
  const histories: History[] = [];
  for await (const { workflowId, runId, type, status } of client.workflow.list()) {
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const timesMs = (events ?? []).map(({ eventTime }) => tsToMs(eventTime));
    histories.push({ workflowId, type, open: status.name === 'RUNNING', timesMs });
  }
  return histories;
}

/** Over all runs: the longest time in which a run, its tries and its calls to the provider had no event. */
export function longestGapMs(histories: readonly History[], account: readonly AccountLine[]): Gap {
  let longest: Gap = { ms: 0, workflowId: 'no run', from: '' };
  for (const { workflowId } of histories.filter(({ type }) => type === 'deliver')) {
    const own = histories.filter((one) => one.workflowId === workflowId || one.workflowId.startsWith(`${workflowId}/`));
    const slug = workflowId.slice(workflowId.lastIndexOf('/') + 1);
    const [begin = 0, end = 0] = bounds(own.find((one) => one.workflowId === workflowId)?.timesMs ?? []);
    const calls = account.filter(({ run }) => run.startsWith(`${slug}.`)).map(({ atMs }) => atMs);
    const times = [...own.flatMap(({ timesMs }) => timesMs), ...calls].filter((ms) => ms >= begin && ms <= end);
    times.sort((a, b) => a - b);
    for (const [index, ms] of times.entries()) {
      const gap = (times[index + 1] ?? ms) - ms;
      if (gap > longest.ms) longest = { ms: gap, workflowId, from: new Date(ms).toISOString() };
    }
  }
  return longest;
}

function bounds(times: readonly number[]): number[] {
  return [Math.min(...times), Math.max(...times)];
}
