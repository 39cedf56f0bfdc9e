// Intake of one repository: takes the issues that it is hinted at, one after the other and each once, and ends when there
// is nothing left. A hint that comes while its issue is being taken has it taken once more, since it may tell of later news.
import {
  condition,
  continueAsNew,
  defineSignal,
  isCancellation,
  log,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { HINT } from '../core/intake/intake-id.js';
import { type Later, later } from '../core/intake/later.js';
import type { ForgeRepository } from '../core/repository.js';
import { intakeHands } from './intake-hands.js';
import { reasonOf } from './reason-of.js';
import { summary } from './summary.js';

export interface IntakeInput {
  repository: ForgeRepository;
  /** Of the run that this one goes on from. Absent: nothing. */
  waiting?: number[];
  postponed?: Later[];
}

interface Queue {
  waiting: number[];
  postponed: Later[];
}

const HISTORY_EVENTS_MAX = 2_000;
const hintSignal = defineSignal<[number[]]>(HINT);

export async function intake({ repository, waiting = [], postponed = [] }: IntakeInput): Promise<void> {
  const queue: Queue = { waiting: [], postponed };
  add(queue, waiting);
  setHandler(hintSignal, (numbers) => add(queue, numbers), { description: 'These issues may have news.' });
  while (queue.waiting.length > 0 || queue.postponed.length > 0) {
    if (workflowInfo().historyLength > HISTORY_EVENTS_MAX) {
      await continueAsNew<typeof intake>({ repository, ...queue });
    }
    await takeNext(repository, queue);
  }
}

async function takeNext(repository: ForgeRepository, queue: Queue): Promise<void> {
  const number = queue.waiting.shift();
  if (number === undefined) return untilDue(queue);
  const tries = queue.postponed.find((one) => one.number === number)?.tries ?? 0;
  queue.postponed = queue.postponed.filter((one) => one.number !== number);
  const unfinished = await take(repository, number);
  if (unfinished === null) return;
  const again = later(number, tries, Date.now());
  if (again) queue.postponed.push(again);
  log.warn(again ? 'An issue is taken again later' : 'An issue is given up until it has news', { number, unfinished });
}

/** Why it has to be taken again; null when all was done. What goes wrong with one does not stop the others. */
async function take(repository: ForgeRepository, number: number): Promise<string | null> {
  const about = summary(`Look at ${repository.owner}/${repository.name}#${number}`);
  try {
    const taken = await intakeHands.takeIssue.executeWithOptions({ summary: about }, [{ repository, number }]);
    return taken.unfinished;
  } catch (error) {
    if (isCancellation(error)) throw error;
    return reasonOf(error);
  }
}

/** Until the first of the postponed is due, or something else is there. */
async function untilDue(queue: Queue): Promise<void> {
  const dueMs = Math.min(...queue.postponed.map((one) => one.dueMs));
  await condition(() => queue.waiting.length > 0, Math.max(1, dueMs - Date.now()));
  const due = queue.postponed.filter((one) => one.dueMs <= Date.now());
  // Their tries are counted on while they stand among the postponed.
  queue.waiting = [...new Set([...queue.waiting, ...due.map(({ number }) => number)])];
}

/** News of a postponed one begins its tries anew. */
function add(queue: Queue, numbers: readonly number[]): void {
  queue.waiting = [...new Set([...queue.waiting, ...numbers])];
  queue.postponed = queue.postponed.filter(({ number }) => !numbers.includes(number));
}
