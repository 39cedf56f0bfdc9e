// Follows a run until it ends, waits for a person, or the person leaves. What a worker tells goes to the display; when
// none answers, Temporal's own description says why.
import { once, setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { CancelledFailure, type Client, WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import type { DeliverResult } from '../../core/deliver.js';
import type { DeliverStatus } from '../../core/status.js';
import { readStatus } from '../../workers/runs/read-status.js';
import { isTransportError } from '../../workers/runs/transport-error.js';
import { describeRun } from './describe-run.js';

export type RunEnding =
  | { kind: 'ended'; result: DeliverResult }
  /** Without a result; `reason` is one line for people. */
  | { kind: 'cancelled' | 'failed'; reason: string };

export type FollowEnd = RunEnding | { kind: 'waiting'; status: DeliverStatus } | { kind: 'left' };

export interface FollowOptions {
  client: Client;
  handle: WorkflowHandle;
  onStatus(status: DeliverStatus): void;
  /** A line for people: why nothing moves, or that it moves again. */
  onNote(line: string): void;
  /** Aborted when the person leaves. */
  left: AbortSignal;
  /** True when following ends where the run waits for a person: for a larger budget, or a word on the plan. */
  endOnWaiting: boolean;
}

const POLL_MS = 500;
/** Describing costs the server more than a query does, and trouble lasts. */
const POLLS_PER_DESCRIPTION = 10;
/** A poll without an answer takes seconds by itself. */
const SILENT_POLLS_PER_DESCRIPTION = 2;
const RECONNECT_MS = 1_000;

/** Rejects when the run does not exist. When it returns, nothing of it is asked any more. */
export async function followRun(options: FollowOptions): Promise<FollowEnd> {
  const over = new AbortController();
  // Each of the many calls behind a long wait listens to the signal.
  setMaxListeners(0, over.signal);
  const watched = watching(options, over.signal);
  try {
    const ended = options.client.withAbortSignal(over.signal, () => endingOf(options.handle, over.signal));
    const end = await Promise.race([ended, watched, leaving(options.left)]);
    const last = end.kind === 'ended' ? await readStatus(options.client, options.handle) : null;
    if (last) options.onStatus(last);
    return end;
  } finally {
    over.abort();
    // A failure of the watching is the race's to tell; here it only has to be over.
    await Promise.allSettled([watched]);
  }
}

/** Waits for the end through restarts of the server. */
async function endingOf(handle: WorkflowHandle, over: AbortSignal): Promise<FollowEnd> {
  while (!over.aborted) {
    try {
      const result: DeliverResult = await handle.result();
      return { kind: 'ended', result };
    } catch (error) {
      if (error instanceof WorkflowFailedError) return endedWithoutResult(error);
      if (!isTransportError(error)) throw error;
      await nap(RECONNECT_MS, over);
    }
  }
  return { kind: 'left' };
}

function endedWithoutResult(error: WorkflowFailedError): RunEnding {
  if (error.cause instanceof CancelledFailure) return { kind: 'cancelled', reason: 'Cancelled by a person.' };
  return { kind: 'failed', reason: error.cause?.message || error.message };
}

async function watching(options: FollowOptions, over: AbortSignal): Promise<FollowEnd> {
  const { client, handle } = options;
  const trouble = troubleTeller(options);
  for (let poll = 1; !over.aborted; poll += 1) {
    const status = await readStatus(client, handle);
    if (over.aborted) break;
    if (status) options.onStatus(status);
    const waits = status?.paused === 'budget' || status?.paused === 'approval';
    if (waits && options.endOnWaiting) return { kind: 'waiting', status };
    const interval = status ? POLLS_PER_DESCRIPTION : SILENT_POLLS_PER_DESCRIPTION;
    if (poll % interval === 0) await trouble.look(status !== null);
    await nap(POLL_MS, over);
  }
  return { kind: 'left' };
}

/** Says once when a run gets into trouble and once when it is out of it. */
function troubleTeller({ client, handle, onNote }: FollowOptions): { look(answered: boolean): Promise<void> } {
  let told = '';
  return {
    async look(answered) {
      const trouble = (await troubleOf(client, handle)) || (answered ? '' : 'No worker answers just now.');
      if (trouble !== told) onNote(trouble === '' ? 'It goes on.' : trouble);
      told = trouble;
    },
  };
}

async function troubleOf(client: Client, handle: WorkflowHandle): Promise<string> {
  try {
    const described = await describeRun(client, handle.workflowId);
    const problems = described?.problems ?? [];
    return problems.length === 0 ? '' : `The run stands still, Temporal reports: ${problems.join(', ')}`;
  } catch (error) {
    if (isTransportError(error)) return 'Temporal does not answer; waiting for it.';
    throw error;
  }
}

async function leaving(left: AbortSignal): Promise<FollowEnd> {
  if (!left.aborted) await once(left, 'abort');
  return { kind: 'left' };
}

/** Waits, but no longer than it is worth it. */
async function nap(ms: number, over: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal: over });
  } catch (error) {
    if (!over.aborted) throw error;
  }
}
