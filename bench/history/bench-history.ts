// The bench `history`: what a spec's histories come to with 1, 10 and 50 candidates, each with three model calls, two tool
// runs and one validation. Temporal and the workflows are real; activities answer at once, with texts as long as real
// ones are.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import { findHome, homeIn } from '../../activities/home.js';
import { quiet } from '../../test/setup/quiet.js';
import { openServer } from '../../workers/server/open-server.js';
import type { Figure } from '../support/bench.js';
import { printFigures } from '../support/print-figures.js';
import { type HistorySize, measureHistories } from './measure-histories.js';

const [FEW, SOME, MANY] = [1, 10, 50] as const;
const BYTES_PER_KILOBYTE = 1_000;

export async function benchHistory(): Promise<Figure[]> {
  quiet();
  const state = await mkdtemp(join(tmpdir(), 'nightshift-bench-'));
  const home = homeIn({ state, cache: findHome(process.env).cache, config: join(state, 'config.yml') });
  const lease = await openServer({ home, env: process.env, say: (line) => console.error(line), keep: false });
  try {
    const few = await measureHistories(lease, FEW);
    const some = await measureHistories(lease, SOME);
    const many = await measureHistories(lease, MANY);
    printSizes([few, some, many]);
    const figures = figuresOf(few, some, many);
    printFigures(figures);
    return figures;
  } finally {
    await lease.release();
    await rm(state, { recursive: true, force: true });
  }
}

function printSizes(sizes: readonly HistorySize[]): void {
  const table = new Table({
    style: { head: [], border: [] },
    head: ['candidates', 'events', 'kB', 'events each', 'kB each'],
  });
  for (const { candidates, events, bytes } of sizes) {
    table.push([candidates, events, kilobytes(bytes), rounded(events / candidates), kilobytes(bytes / candidates)]);
  }
  console.log(table.toString());
}

/** Each candidate's own share is what one more adds; growth is 1 where those up to 50 add as much as those up to 10 do. */
function figuresOf(few: HistorySize, some: HistorySize, many: HistorySize): Figure[] {
  const each = (from: HistorySize, to: HistorySize, of: 'events' | 'bytes') =>
    (to[of] - from[of]) / (to.candidates - from.candidates);
  const growth = (of: 'events' | 'bytes') => rounded(each(some, many, of) / each(few, some, of));
  return [
    { name: 'eventsOfOneCandidate', value: few.events, goal: null },
    { name: 'kilobytesOfOneCandidate', value: kilobytes(few.bytes), goal: null },
    { name: 'eventsForEachCandidate', value: rounded(each(few, many, 'events')), goal: '<= 70' },
    { name: 'kilobytesForEachCandidate', value: kilobytes(each(few, many, 'bytes')), goal: '<= 40' },
    { name: 'growthOfEvents', value: growth('events'), goal: '<= 1.1' },
    { name: 'growthOfKilobytes', value: growth('bytes'), goal: '<= 1.1' },
  ];
}

function kilobytes(bytes: number): number {
  return rounded(bytes / BYTES_PER_KILOBYTE);
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
