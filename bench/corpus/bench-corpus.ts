// The bench `corpus`: `nightshift run` on every task of a corpus with a portfolio of simulated models. Counts whether
// runs end as their draws deserve, and whether the receipts' dollars are the provider's.
import { join } from 'node:path';
import Table from 'cli-table3';
import type { BenchOptions, Figure } from '../support/bench.js';
import { type BenchRoom, inBenchRoom } from '../support/bench-room.js';
import { inParallel } from '../support/in-parallel.js';
import { nightshift, readReceipt, runOf } from '../support/nightshift.js';
import type { AccountLine } from '../support/simulator.js';
import { type CorpusTask, makeRepository, passesVisible, readTasks } from '../support/task-repository.js';
import { passesHidden } from './passes-hidden.js';

interface TaskRow {
  task: string;
  exitCode: number;
  /** Whether a draw of this run passes the visible tests, so that it should have delivered; null where nobody knows. */
  deserved: boolean | null;
  hidden: boolean | null;
  tries: number;
  receiptMicroUsd: number;
  accountMicroUsd: number;
  /** Each call rounded up to a whole micro-dollar, as we book it. */
  accountRoundedUpMicroUsd: number;
  calls: number;
  seconds: number;
  problem: string;
}

const BUDGET_USD = '20';

/** Nobody waits for the models here: their time says nothing about how runs end. */
const TIME_SCALE = 0;

export function benchCorpus(options: BenchOptions): Promise<Figure[]> {
  return inBenchRoom(options, TIME_SCALE, async (room) => {
    const { usageFaults } = options;
    await room.simulator.spoil({ noUsage: usageFaults / 3, halfUsage: (usageFaults * 2) / 3 });
    const tasks = readTasks(options.corpus, options.only);
    const rows = await inParallel(options.parallel, tasks, (task) => runTask(task, room, options.writeTests));
    printTable(rows);
    return [...figuresOf(rows, await room.simulator.paidTwice()), ...bookFigures(rows, usageFaults)];
  });
}

async function runTask(task: CorpusTask, room: BenchRoom, writeTests: boolean): Promise<TaskRow> {
  const { repo, spec } = makeRepository(task, join(room.dir, 'repositories'));
  const ran = await nightshift(room.home, [
    'run',
    spec,
    '--repo',
    repo,
    '--budget',
    BUDGET_USD,
    '--json',
    ...(writeTests ? [] : ['--no-tests']),
  ]);
  const receipt = readReceipt(ran.stdout);
  const lines = receipt ? (await room.simulator.account()).filter((line) => line.run === runOf(receipt)) : [];
  const row: TaskRow = {
    task: task.id,
    exitCode: ran.exitCode,
    deserved: deservesDelivery(task, lines, writeTests),
    hidden: receipt?.branch ? passesHidden(task, repo, receipt.branch, join(room.dir, 'hidden')) : null,
    tries: receipt?.candidates.length ?? 0,
    receiptMicroUsd: receipt?.spentMicroUsd ?? 0,
    accountMicroUsd: lines.reduce((sum, line) => sum + line.usd * 1_000_000, 0),
    accountRoundedUpMicroUsd: lines.reduce((sum, line) => sum + roundedUp(line.usd), 0),
    calls: lines.length,
    seconds: ran.durationMs / 1_000,
    problem: receipt && receipt.outcome !== 'failed' ? '' : (receipt?.summary ?? ran.stderr.slice(-300)),
  };
  console.error(`${task.id}: exit ${row.exitCode} in ${row.seconds.toFixed(1)} s ${row.problem}`);
  return row;
}

/** Each task or part must have had an honest draw that passes what everybody sees. */
function deservesDelivery(task: CorpusTask, lines: readonly AccountLine[], writeTests: boolean): boolean | null {
  const delivered = lines.filter((line) => line.variant !== null || line.outcome === 'gold');
  const parts = new Set(delivered.map((line) => line.part));
  if (parts.size === 0) return false;
  const allGood = [...parts].every((part) =>
    lastDraws(delivered.filter((line) => line.part === part)).some((line) => isGood(task, line, writeTests)),
  );
  // What the wrong candidates of a part do to the visible tests stands nowhere in a corpus.
  return allGood || ![...parts].some((part) => part !== null) ? allGood : null;
}

/** What an attempt ended with: a model may write a second version over its first. */
function lastDraws(lines: readonly AccountLine[]): AccountLine[] {
  return [...new Map(lines.map((line) => [line.attempt, line])).values()];
}

/** Written tests see more than the visible ones: then only the right draw is sure to pass. */
function isGood(task: CorpusTask, line: AccountLine, writeTests: boolean): boolean {
  if (line.outcome === 'gold') return true;
  if (writeTests) return false;
  return line.outcome !== 'tamper' && line.variant !== null && passesVisible(task, line.variant);
}

function printTable(rows: readonly TaskRow[]): void {
  const table = new Table({
    style: { head: [], border: [] },
    head: ['task', 'exit', 'draws pass', 'hidden', 'tries', 'calls', 'receipt', 'account', 's'],
  });
  for (const row of rows) {
    const hidden = row.hidden === null ? '' : row.hidden ? 'passes' : 'fails';
    const money = [row.receiptMicroUsd, row.accountMicroUsd].map((micro) => `$${(micro / 1_000_000).toFixed(6)}`);
    table.push([
      row.task,
      row.exitCode,
      row.deserved === null ? 'unknown' : row.deserved ? 'yes' : 'no',
      hidden,
      row.tries,
      row.calls,
      ...money,
      row.seconds.toFixed(1),
    ]);
  }
  console.log(table.toString());
}

function figuresOf(rows: readonly TaskRow[], paidTwice: number): Figure[] {
  const deserved = rows.filter((row) => row.deserved);
  const others = rows.filter((row) => row.deserved === false);
  const share = (part: number, whole: number) => (whole === 0 ? 1 : part / whole);
  const delivered = rows.filter((row) => row.exitCode === 0);
  return [
    { name: 'runs', value: rows.length, goal: null },
    {
      name: 'shareDelivered',
      value: share(deserved.filter((row) => row.exitCode === 0).length, deserved.length),
      goal: '>= 0.9',
    },
    {
      name: 'shareOthersNothingPassed',
      value: share(others.filter((row) => row.exitCode === 4).length, others.length),
      goal: '= 1',
    },
    { name: 'paidTwice', value: paidTwice, goal: '= 0' },
    { name: 'delivered', value: delivered.length, goal: null },
    { name: 'deliveredPassingHidden', value: delivered.filter((row) => row.hidden).length, goal: null },
  ];
}

/** Where usage is spoiled, books must err on the dear side; else they are the provider's to the micro-dollar. */
function bookFigures(rows: readonly TaskRow[], usageFaults: number): Figure[] {
  const below = rows.filter((row) => row.receiptMicroUsd < row.accountRoundedUpMicroUsd);
  const off = rows.filter((row) => row.receiptMicroUsd !== row.accountRoundedUpMicroUsd);
  return [
    { name: 'receiptsBelowTheAccount', value: below.length, goal: '= 0' },
    { name: 'receiptsOffTheAccount', value: off.length, goal: usageFaults === 0 ? '= 0' : null },
  ];
}

/** The account has billionths of a dollar; what is less comes from adding them up. */
function roundedUp(usd: number): number {
  return Math.ceil(usd * 1_000_000 - 1e-6);
}
