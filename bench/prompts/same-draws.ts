// One try of ours and one of mini-swe-agent at each task, with the same model and the same draws: what each of them sent.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import { readMessages } from '../../activities/conversation.js';
import { createLedger } from '../../activities/ledger/create-ledger.js';
import type { CandidateRecord } from '../../core/candidate.js';
import type { BenchOptions, Figure } from '../support/bench.js';
import type { BenchRoom } from '../support/bench-room.js';
import { inParallel } from '../support/in-parallel.js';
import type { AccountLine } from '../support/simulator.js';
import { type CorpusTask, makeRepository, readTasks } from '../support/task-repository.js';
import { findMini, runMini } from './mini-swe-agent.js';
import { inOneModelRoom, MODEL, runTask } from './one-model.js';

/** The list of files, and the file that is changed. */
const TURNS_TO_READ = 2;
/** From this turn on most of a request was sent before. */
const CACHEABLE_FROM_TURN = 3;

interface Sent {
  calls: AccountLine[];
  right: boolean;
}

interface Row {
  task: string;
  /** Ours, where it looks around as often as the other. */
  equalTurns: Sent;
  ours: Sent;
  mini: Sent;
}

/**
 * A simulated model looks around as often as it is told, whatever it was shown. So both work once with two such turns (the
 * list of files, the file that is changed), and ours once more without them where its first message holds both: nobody
 * reads what is in front of them.
 */
export function sameDraws(options: BenchOptions, mini: string): Promise<Figure[]> {
  const tasks = readTasks(options.corpus, options.only);
  return inRoom(options, TURNS_TO_READ, async (reading) => {
    await findMini(mini);
    return inRoom(options, 0, async (shown) => {
      const rows = await inParallel(options.parallel, tasks, (task) => bothOn(task, { reading, shown }, mini));
      printTable(rows);
      return figuresOf(rows);
    });
  });
}

function inRoom<T>(options: BenchOptions, explore: number, work: (room: BenchRoom) => Promise<T>): Promise<T> {
  return inOneModelRoom(options, { config: { repairs: 0 }, explore }, work);
}

interface Rooms {
  /** Where models look around first. */
  reading: BenchRoom;
  /** Where they do not. */
  shown: BenchRoom;
}

async function bothOn(task: CorpusTask, { reading, shown }: Rooms, mini: string): Promise<Row> {
  const { attempt, showsWhatChanges } = await oursOn(task, reading);
  const dir = join(reading.dir, 'mini');
  mkdirSync(dir, { recursive: true });
  const { url } = reading.simulator;
  await runMini(task, makeRepository(task, dir), { program: mini, dir, url, model: MODEL, attempt });
  const lines = await callsOf(reading, attempt);
  const equalTurns = sent(lines.filter(({ run }) => run));
  if (showsWhatChanges) await oursOn(task, shown);
  const row = {
    task: task.id,
    equalTurns,
    ours: showsWhatChanges ? sent(await callsOf(shown, attempt)) : equalTurns,
    mini: sent(lines.filter(({ run }) => !run)),
  };
  console.error(`${task.id}: ${inputTokens(row.ours.calls)} and ${inputTokens(row.mini.calls)} input tokens`);
  return row;
}

async function oursOn(task: CorpusTask, room: BenchRoom): Promise<{ attempt: string; showsWhatChanges: boolean }> {
  const { candidates, summary } = await runTask(task, room);
  const [first] = candidates;
  if (!first) throw new Error(`${task.id}: no try was started: ${summary}`);
  const text = await firstMessage(join(room.home, 'state', 'ledger.db'), first);
  const changed = filesChangedByGold(task).map((path) => readFileSync(join(task.dir, 'base', path), 'utf8'));
  return { attempt: first.key, showsWhatChanges: changed.every((content) => text.includes(content)) };
}

async function firstMessage(file: string, { conversation }: CandidateRecord): Promise<string> {
  if (!conversation) throw new Error('the try has no conversation');
  const ledger = await createLedger({ file });
  try {
    const messages = await readMessages(ledger.artifacts, conversation);
    return String(messages.find(({ role }) => role === 'user')?.content ?? '');
  } finally {
    await ledger.close();
  }
}

/** Files of the base that the right solution changes. */
function filesChangedByGold(task: CorpusTask): string[] {
  const patch = readFileSync(join(task.dir, 'gold.patch'), 'utf8');
  return [...patch.matchAll(/^--- a\/(.+)$/gm)].flatMap(([, path]) => path ?? []);
}

async function callsOf(room: BenchRoom, attempt: string): Promise<AccountLine[]> {
  return (await room.simulator.account()).filter((line) => line.attempt === attempt);
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
  const head = ['task', 'draw', 'calls', 'input', 'output', 'at equal turns', 'mini: calls', 'input', 'output'];
  const table = new Table({ style: { head: [], border: [] }, head });
  for (const { task, equalTurns, ours, mini } of rows) {
    const cells = ({ calls }: Sent) => [calls.length, inputTokens(calls), outputTokens(calls)];
    const draw = ours.right ? 'right' : 'wrong';
    table.push([task, draw, ...cells(ours), inputTokens(equalTurns.calls), ...cells(mini)]);
  }
  console.log(table.toString());
}

function figuresOf(rows: readonly Row[]): Figure[] {
  const total = (of: (row: Row) => number) => rows.reduce((sum, row) => sum + of(row), 0);
  const accepted = (of: (row: Row) => Sent) => rows.filter((row) => of(row).right).length;
  const ours = total((row) => inputTokens(row.ours.calls)) / accepted((row) => row.ours);
  const mini = total((row) => inputTokens(row.mini.calls)) / accepted((row) => row.mini);
  const equal = total((row) => inputTokens(row.equalTurns.calls)) / accepted((row) => row.equalTurns);
  const later = rows.flatMap((row) => row.equalTurns.calls.slice(CACHEABLE_FROM_TURN - 1));
  const cached = later.reduce((sum, call) => sum + call.cachedTokens, 0);
  return [
    { name: 'tasks', value: rows.length, goal: null },
    { name: 'unequalDraws', value: rows.filter((row) => row.ours.right !== row.mini.right).length, goal: '= 0' },
    { name: 'inputTokensPerAccepted', value: Math.round(ours), goal: null },
    { name: 'inputTokensPerAcceptedOfMini', value: Math.round(mini), goal: null },
    { name: 'inputTokensOverMini', value: Number((ours / mini).toFixed(3)), goal: '<= 1' },
    { name: 'inputTokensOverMiniAtEqualTurns', value: Number((equal / mini).toFixed(3)), goal: null },
    {
      name: 'firstMessageHoldsWhatChanges',
      value: rows.filter((row) => row.ours !== row.equalTurns).length,
      goal: null,
    },
    { name: 'cachedShareFromTurn3', value: Number((cached / inputTokens(later)).toFixed(3)), goal: '>= 0.8' },
  ];
}
