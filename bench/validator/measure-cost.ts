// What judging costs over running the tests plainly, measured in turns so that both see the same machine, and how long a
// verdict takes that is known already.
import { execFileSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import type { Figure } from '../support/bench.js';
import { type CorpusTask, makeRepository } from '../support/task-repository.js';
import type { BenchHands } from './bench-hands.js';
import { baseOn, commitCandidate, judgeCommit, openRepository } from './judged-repository.js';
import { applyVariant, variantsOf } from './variants.js';

const TASKS_MAX = 4;
const TURNS = 5;
const NOTE_FILE = 'NOTES.md';

interface CostRow {
  task: string;
  plainMs: number;
  /** Without the canary run. */
  judgeMs: number;
  canaryMs: number;
  cachedMs: number;
}

export async function measureCost(bench: BenchHands, tasks: readonly CorpusTask[], dir: string): Promise<Figure[]> {
  // What must be installed or compiled first is the toolchain's time; tasks without are measured.
  const measured = tasks.filter((task) => task.setup === null && task.language !== 'go').slice(0, TASKS_MAX);
  const rows: CostRow[] = [];
  for (const task of measured) {
    console.error(`cost of judging ${task.id}`);
    rows.push(await measureTask(bench, task, dir));
  }
  print(rows);
  return [
    { name: 'judgeOverPlain', value: Number(ratioOf(rows).toFixed(3)), goal: '<= 1.2' },
    { name: 'cachedMs', value: Math.round(Math.max(0, ...rows.map((row) => row.cachedMs))), goal: '<= 50' },
  ];
}

async function measureTask(bench: BenchHands, task: CorpusTask, dir: string): Promise<CostRow> {
  const { repo } = makeRepository(task, join(dir, 'cost'));
  const opened = await openRepository(bench, repo);
  const based = await baseOn(bench, opened, {});
  if (!based.ok) throw new Error(`${task.id}: ${based.message}`);
  const [gold] = variantsOf(task);
  if (!gold) throw new Error(`${task.id} has no right candidate`);
  const turns: Omit<CostRow, 'task'>[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    const change = (tree: string) => {
      applyVariant(gold, tree);
      // Another content each turn, else only the first were judged.
      writeFileSync(join(tree, NOTE_FILE), `Turn ${turn}\n`);
    };
    const plain = join(dir, 'plain', `${task.id}-${turn}`);
    cpSync(join(task.dir, 'base'), plain, { recursive: true });
    execFileSync('chmod', ['-R', 'u+w', plain]);
    change(plain);
    const plainMs = plainTestMs(task, plain);
    const commit = await commitCandidate(bench, opened, `turn-${turn}`, change);
    const { verdict, wallMs } = await judgeCommit(bench, based, commit);
    if (!verdict.passed) throw new Error(`${task.id}: ${verdict.firstFinding}`);
    const again = await judgeCommit(bench, based, commit);
    if (!again.verdict.cached) throw new Error(`${task.id}: the second verdict on a commit was not known`);
    const canaryMs = verdict.canary?.durationMs ?? 0;
    turns.push({ plainMs, judgeMs: wallMs - canaryMs, canaryMs, cachedMs: again.wallMs });
  }
  const middle = (read: (turn: Omit<CostRow, 'task'>) => number) => median(turns.map(read));
  return {
    task: task.id,
    plainMs: middle((turn) => turn.plainMs),
    judgeMs: middle((turn) => turn.judgeMs),
    canaryMs: middle((turn) => turn.canaryMs),
    cachedMs: middle((turn) => turn.cachedMs),
  };
}

function plainTestMs(task: CorpusTask, cwd: string): number {
  const startedAt = performance.now();
  execFileSync('sh', ['-c', task.test.command], { cwd, stdio: 'ignore' });
  return performance.now() - startedAt;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function ratioOf(rows: readonly CostRow[]): number {
  const sum = (read: (row: CostRow) => number) => rows.reduce((total, row) => total + read(row), 0);
  return sum((row) => row.judgeMs) / sum((row) => row.plainMs);
}

function print(rows: readonly CostRow[]): void {
  const table = new Table({
    style: { head: [], border: [] },
    head: ['task', 'plain ms', 'judged ms', 'ratio', 'canaries ms', 'known ms'],
  });
  for (const row of rows) {
    const [plain, judged, canary, cached] = [row.plainMs, row.judgeMs, row.canaryMs, row.cachedMs].map(Math.round);
    table.push([row.task, plain, judged, ratioOf([row]).toFixed(2), canary, cached]);
  }
  console.log(table.toString());
}
