// The trouble of all open runs, for lists.
import type { Client } from '@temporalio/client';
import type { KnownRun } from '../known-run.js';
import { findTrouble, type Trouble } from './find-trouble.js';

/** A few calls to the server for each, and two seconds for one on which nobody works: the newest are enough for a list. */
const RUNS_LOOKED_AT_MAX = 50;
const AT_ONCE = 10;

/** By workflow id; runs without trouble are not there. */
export async function findTroubles(client: Client, runs: readonly KnownRun[]): Promise<Map<string, Trouble>> {
  const troubles = new Map<string, Trouble>();
  const open = runs.filter((run) => run.open).slice(0, RUNS_LOOKED_AT_MAX);
  async function lookAtNext(): Promise<void> {
    for (let run = open.shift(); run; run = open.shift()) {
      const trouble = await findTrouble(client, run.deliverId);
      if (trouble) troubles.set(run.deliverId, trouble);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lookAtNext));
  return troubles;
}
