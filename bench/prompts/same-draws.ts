// One try of ours and one of mini-swe-agent at each task, with the same model and the same draws: what each of them sent.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import type { BenchOptions, Figure } from '../support/bench.js';
import { type BenchRoom, inBenchRoom } from '../support/bench-room.js';
import { inParallel } from '../support/in-parallel.js';
import { nightshift, readReceipt, writeSimConfig } from '../support/nightshift.js';
import type { AccountLine } from '../support/simulator.js';
import { type CorpusTask, makeRepository, readTasks } from '../support/task-repository.js';
import { findMini, runMini } from './mini-swe-agent.js';

const MODEL = 'glm-5.2';
const BUDGET_USD = '20';
/** From this turn on most of a request was sent before. */
const CACHEABLE_FROM_TURN = 3;

interface Sent {
  calls: AccountLine[];
  right: boolean;
}

interface Row {
  task: string;
  ours: Sent;
  mini: Sent;
}

export function sameDraws(options: BenchOptions, mini: string): Promise<Figure[]> {
  return inBenchRoom(options, 0, async (room) => {
    await findMini(mini);
    const models = room.models.filter(({ id }) => id === MODEL);
    const oneTry = { decompose: false, acceptance: 'given', repairs: 0 };
    await writeSimConfig(room.home, room.simulator.url, models, oneTry);
    const tasks = readTasks(options.corpus, options.only);
    const rows = await inParallel(options.parallel, tasks, (task) => bothOn(task, room, mini));
    printTable(rows);
    return figuresOf(rows);
  });
}

async function bothOn(task: CorpusTask, room: BenchRoom, mini: string): Promise<Row> {
  const { repo, spec } = makeRepository(task, join(room.dir, 'ours'));
  const ran = await nightshift(room.home, ['run', spec, '--repo', repo, '--budget', BUDGET_USD, '--json']);
  const attempt = readReceipt(ran.stdout)?.candidates[0]?.key;
  if (attempt === undefined) throw new Error(`${task.id}: no try was started: ${ran.stderr.slice(-300)}`);
  const dir = join(room.dir, 'mini');
  mkdirSync(dir, { recursive: true });
  const { url } = room.simulator;
  await runMini(task, makeRepository(task, dir), { program: mini, dir, url, model: MODEL, attempt });
  const lines = (await room.simulator.account()).filter((line) => line.attempt === attempt);
  const row = {
    task: task.id,
    ours: sent(lines.filter(({ run }) => run)),
    mini: sent(lines.filter(({ run }) => !run)),
  };
  console.error(`${task.id}: ${inputTokens(row.ours.calls)} and ${inputTokens(row.mini.calls)} input tokens`);
  return row;
}

function sent(calls: AccountLine[]): Sent {
  return {
    calls,
    right: calls.findLast(({ variant, outcome }) => variant !== null || outcome === 'gold')?.outcome === 'gold',
  };
}

function inputTokens(calls: readonly AccountLine[]): number {
  return calls.reduce((sum, call) => sum + call.promptTokens, 0);
}

function outputTokens(calls: readonly AccountLine[]): number {
  return calls.reduce((sum, call) => sum + call.completionTokens, 0);
}

function printTable(rows: readonly Row[]): void {
  const head = ['task', 'draw', 'calls', 'input', 'output', 'mini: calls', 'input', 'output'];
  const table = new Table({ style: { head: [], border: [] }, head });
  for (const { task, ours, mini } of rows) {
    const cells = ({ calls }: Sent) => [calls.length, inputTokens(calls), outputTokens(calls)];
    table.push([task, ours.right ? 'right' : 'wrong', ...cells(ours), ...cells(mini)]);
  }
  console.log(table.toString());
}

function figuresOf(rows: readonly Row[]): Figure[] {
  const total = (of: (row: Row) => number) => rows.reduce((sum, row) => sum + of(row), 0);
  const accepted = (of: (row: Row) => Sent) => rows.filter((row) => of(row).right).length;
  const ours = total((row) => inputTokens(row.ours.calls)) / accepted((row) => row.ours);
  const mini = total((row) => inputTokens(row.mini.calls)) / accepted((row) => row.mini);
  const later = rows.flatMap((row) => row.ours.calls.slice(CACHEABLE_FROM_TURN - 1));
  const cached = later.reduce((sum, call) => sum + call.cachedTokens, 0);
  return [
    { name: 'tasks', value: rows.length, goal: null },
    { name: 'unequalDraws', value: rows.filter((row) => row.ours.right !== row.mini.right).length, goal: '= 0' },
    { name: 'inputTokensPerAccepted', value: Math.round(ours), goal: null },
    { name: 'inputTokensPerAcceptedOfMini', value: Math.round(mini), goal: null },
    { name: 'inputTokensOverMini', value: Number((ours / mini).toFixed(3)), goal: '<= 1' },
    { name: 'cachedShareFromTurn3', value: Number((cached / inputTokens(later)).toFixed(3)), goal: '>= 0.8' },
  ];
}
