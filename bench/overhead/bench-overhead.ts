// The bench `overhead`: with the simulator in real time, how much longer a run takes than its critical path. That is
// the models' own time plus the commands' own time, measured plainly in the same bench; worktrees, sandbox, git and
// Temporal's steps are overhead. The run's wall time is that of its receipt. The command's, which also starts and stops
// the server and the worker, stands beside it: those seconds are the same for a run of a minute and for a whole night.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import Table from 'cli-table3';
import type { Receipt } from '../../core/receipt.js';
import { DEFAULT_VALIDATOR_TERMS } from '../../core/terms.js';
import type { BenchOptions, Figure } from '../support/bench.js';
import { type BenchRoom, inBenchRoom } from '../support/bench-room.js';
import { nightshift, readReceipt, runOf } from '../support/nightshift.js';
import type { AccountLine } from '../support/simulator.js';
import { type CorpusTask, makeRepository, readTasks } from '../support/task-repository.js';

const TASKS_MAX = 4;
const PLAIN_RUNS = 5;
/** The baseline also runs the tests once on a tree with emptied sources. */
const BROKEN_TREE_RUNS = 1;
const TEST_STAGE = 't';

interface OverheadRow {
  task: string;
  modelMs: number;
  commandMs: number;
  /** From the run's start to its end, as on its receipt. */
  runMs: number;
  /** From the command's start to its exit. */
  commandWallMs: number;
  testRuns: number;
}

/** Real time: it is what the overhead is compared with. */
const TIME_SCALE = 1;

export function benchOverhead(options: BenchOptions): Promise<Figure[]> {
  // What is installed or compiled once for a repository is the toolchain's time; tasks without are measured.
  const tasks = readTasks(options.corpus, options.only).filter((task) => task.setup === null && task.language !== 'go');
  const [first, ...rest] = tasks;
  if (!first) throw new Error(`no task of ${options.corpus} needs no setup`);
  return inBenchRoom(options, TIME_SCALE, async (room) => {
    // Not counted: on a new home it fetches the programs.
    await measure(first, room);
    const rows: OverheadRow[] = [];
    for (const task of rest.slice(0, TASKS_MAX)) rows.push(await measure(task, room));
    printTable(rows);
    return figuresOf(rows);
  });
}

async function measure(task: CorpusTask, room: BenchRoom): Promise<OverheadRow> {
  const { repo, spec } = makeRepository(task, join(room.dir, 'repositories'));
  const plainMs = plainTestMs(task, repo);
  const ran = await nightshift(room.home, ['run', spec, '--repo', repo, '--budget', '20', '--json', '--no-tests']);
  const receipt = readReceipt(ran.stdout);
  if (!receipt) throw new Error(`${task.id} gave no receipt: ${ran.stderr}`);
  const lines = (await room.simulator.account()).filter((line) => line.run === runOf(receipt));
  const testRuns = testRunsOf(receipt, lines);
  return {
    task: task.id,
    modelMs: lines.reduce((sum, line) => sum + line.ms, 0),
    commandMs: testRuns * plainMs,
    runMs: receipt.endedAtMs - receipt.startedAtMs,
    commandWallMs: ran.durationMs,
    testRuns,
  };
}

/** The baseline's runs, one for each verdict that was not cached, and those that the models asked for. */
function testRunsOf(receipt: Receipt, lines: readonly AccountLine[]): number {
  const verdicts = receipt.candidates.filter((candidate) => candidate.verdict && !candidate.verdict.cached).length;
  const whole = (receipt.plan?.tasks.length ?? 1) > 1 ? 1 : 0;
  const asked = lines.filter((line) => line.stage === TEST_STAGE).length;
  return DEFAULT_VALIDATOR_TERMS.baselineRuns + BROKEN_TREE_RUNS + verdicts + whole + asked;
}

function plainTestMs(task: CorpusTask, repo: string): number {
  const times: number[] = [];
  for (let run = 0; run < PLAIN_RUNS; run++) {
    const startedAtMs = performance.now();
    execFileSync('sh', ['-c', task.test.command], { cwd: repo, stdio: 'ignore' });
    times.push(performance.now() - startedAtMs);
  }
  return times.sort((a, b) => a - b)[Math.floor(PLAIN_RUNS / 2)] ?? 0;
}

function printTable(rows: readonly OverheadRow[]): void {
  const table = new Table({
    style: { head: [], border: [] },
    head: ['task', 'models s', 'test runs', 'commands s', 'run s', 'ratio', 'command s', 'ratio'],
  });
  const seconds = (ms: number) => (ms / 1_000).toFixed(2);
  for (const row of rows) {
    const run = [seconds(row.runMs), ratioOf([row], 'runMs').toFixed(3)];
    const command = [seconds(row.commandWallMs), ratioOf([row], 'commandWallMs').toFixed(3)];
    table.push([row.task, seconds(row.modelMs), row.testRuns, seconds(row.commandMs), ...run, ...command]);
  }
  console.log(table.toString());
}

function ratioOf(rows: readonly OverheadRow[], wall: 'runMs' | 'commandWallMs'): number {
  const path = rows.reduce((sum, row) => sum + row.modelMs + row.commandMs, 0);
  return rows.reduce((sum, row) => sum + row[wall], 0) / path;
}

function figuresOf(rows: readonly OverheadRow[]): Figure[] {
  return [
    { name: 'tasks', value: rows.length, goal: null },
    { name: 'runOverCriticalPath', value: Number(ratioOf(rows, 'runMs').toFixed(4)), goal: '<= 1.1' },
    { name: 'commandOverCriticalPath', value: Number(ratioOf(rows, 'commandWallMs').toFixed(4)), goal: null },
  ];
}
