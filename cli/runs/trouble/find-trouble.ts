// Finds out why an open run does not go on: its code fails, nobody works on it, a step of it fails again and again, or
// nothing happens at all. A run that waits for a person, or for a time that it has set, is in no trouble.
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { readStatus } from '../../../workers/runs/read-status.js';
import { type DescribedRun, toDescribed } from '../describe-run.js';
import { goOnHint } from '../go-on-hint.js';
import {
  type Description,
  describeAll,
  hasOpenTimer,
  type LastEvents,
  lastEvents,
  lastPollMs,
  type PendingWork,
  POLL_MS_MAX,
  pendingWork,
} from './run-facts.js';

export interface Trouble {
  /**
   * `codeFails`: Temporal cannot go on with the workflow's code. `noWorker`: nobody asks for its work. `retrying`: it
   * goes on by itself once what is named is mended. `silent`: nothing has happened for long, and nothing will.
   */
  kind: 'codeFails' | 'noWorker' | 'retrying' | 'silent';
  /** Completes a sentence that begins with the run's name. */
  what: string;
  /** What to do or to type. */
  wayOut: string;
}

export interface TroubleLimits {
  /** Without a sign for so long a run that waits for nothing is silent. Its activities send one each second. */
  silentAfterMs: number;
}

const LIMITS: TroubleLimits = { silentAfterMs: 10 * 60_000 };
const MS_PER_MINUTE = 60_000;
/** The server's clock and ours may differ by so much; beyond it only an answer of the run itself counts. */
const CLOCKS_APART_MS_MAX = 5_000;
/** The first attempts fail for reasons that pass by themselves. */
const ATTEMPT_TOLD_MIN = 3;
const FAILURE_CHARS_MAX = 300;

/** Null when it goes on, waits for a person or for a time of its own, has ended, or is not known. */
export async function findTrouble(
  client: Client,
  deliverId: string,
  { silentAfterMs }: TroubleLimits = LIMITS,
): Promise<Trouble | null> {
  const run = await described(client, deliverId);
  if (run === null || run.status.name !== 'RUNNING') return null;
  const all = await describeAll(client, run);
  const events = await Promise.all(all.map((one) => lastEvents(client, one)));
  const failing = all.findIndex((one, index) => isFailing(one, events[index]));
  if (failing >= 0) return codeFails(all[failing] ?? run, events[failing], toDescribed(run));

  const [workflowPollMs, activityPollMs] = await Promise.all([
    lastPollMs(client, run.taskQueue, 'workflow'),
    lastPollMs(client, run.taskQueue, 'activity'),
  ]);
  const handle = client.workflow.getHandle(deliverId, run.runId);
  if (workflowPollMs === null || (!isFresh(workflowPollMs) && (await readStatus(client, handle)) === null)) {
    return noWorker('nobody works on it', toDescribed(run));
  }
  const pending = all.flatMap(pendingWork);
  const serverMs = Math.max(workflowPollMs, activityPollMs ?? 0);
  if (pending.some(({ waits }) => waits) && serverMs - (activityPollMs ?? 0) > POLL_MS_MAX) {
    return noWorker('a worker answers for it, and none does its work', toDescribed(run));
  }
  const again = pending.find(({ attempt, lastFailure }) => attempt >= ATTEMPT_TOLD_MIN && lastFailure !== null);
  if (again) return retrying(again);
  const lastSignMs = Math.max(...events.map(({ atMs }) => atMs), ...pending.map((work) => work.lastSignMs));
  const silentMs = serverMs - lastSignMs;
  return silentMs > silentAfterMs ? silent(client, run, all, silentMs) : null;
}

async function described(client: Client, deliverId: string): Promise<Description | null> {
  try {
    return await client.workflow.getHandle(deliverId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/** Whether somebody asked just now, as far as two clocks can tell. */
function isFresh(pollMs: number | null): boolean {
  const agoMs = Date.now() - (pollMs ?? 0);
  return agoMs > -CLOCKS_APART_MS_MAX && agoMs < POLL_MS_MAX;
}

/** The server reports it after some attempts and some time; the attempts themselves tell it at once. */
function isFailing(run: Description, events: LastEvents | undefined): boolean {
  const attempt = run.raw.pendingWorkflowTask?.attempt ?? 0;
  return toDescribed(run).problems.length > 0 || (attempt >= ATTEMPT_TOLD_MIN && events?.codeFailure != null);
}

function codeFails(failing: Description, events: LastEvents | undefined, { run }: DescribedRun): Trouble {
  const problems = toDescribed(failing).problems.join(', ');
  const where = failing.workflowId === run.deliverId ? '' : ` in ${failing.workflowId}`;
  const why = [problems, (events?.codeFailure ?? '').slice(0, FAILURE_CHARS_MAX)].filter(Boolean).join(': ');
  return {
    kind: 'codeFails',
    what: `its code fails${where}: ${why}`,
    wayOut:
      'It goes on by itself with a worker that can run it, mostly the version of Nightshift that began it. To give it ' +
      `up: temporal workflow terminate --workflow-id ${run.deliverId}, or Terminate in nightshift ui ${run.deliverId}`,
  };
}

function noWorker(what: string, run: DescribedRun): Trouble {
  return { kind: 'noWorker', what, wayOut: `Go on with: ${goOnHint(run)}` };
}

function retrying({ activity, attempt, attemptsMax, lastFailure }: PendingWork): Trouble {
  const of = attemptsMax > 0 ? ` of ${attemptsMax}` : '';
  return {
    kind: 'retrying',
    what: `${activity} is tried again, attempt ${attempt}${of}: ${(lastFailure ?? '').slice(0, FAILURE_CHARS_MAX)}`,
    wayOut: 'It goes on by itself once what is named is mended.',
  };
}

async function silent(
  client: Client,
  run: Description,
  all: readonly Description[],
  silentMs: number,
): Promise<Trouble | null> {
  const { deliverId } = toDescribed(run).run;
  const status = await readStatus(client, client.workflow.getHandle(deliverId, run.runId));
  if (status?.paused) return null;
  for (const { workflowId, runId } of all) {
    if (await hasOpenTimer(client.workflow.getHandle(workflowId, runId))) return null;
  }
  const minutes = Math.floor(silentMs / MS_PER_MINUTE);
  const doing = status ? ` since "${status.doing}"` : '';
  return {
    kind: 'silent',
    what: `nothing has happened for ${minutes} minutes${doing}, and it waits for nobody`,
    wayOut: `Look at its last step: nightshift ui ${deliverId}. To give it up: nightshift cancel ${deliverId}`,
  };
}
