// Whether chance decides: right and wrong candidates judged by tests of which some fail at random, each round on a
// baseline of its own, the second half of the rounds while every core is busy.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import type { Verdict } from '../../core/validator.js';
import type { Figure } from '../support/bench.js';
import { inParallel } from '../support/in-parallel.js';
import type { BenchHands } from './bench-hands.js';
import { whileCoresAreBusy } from './busy-cores.js';
import { FLAKY_LIBRARIES, type FlakyLibrary, makeFlakyRepository } from './flaky-repository.js';
import { baseOn, commitCandidate, judgeCommit, openRepository } from './judged-repository.js';

/** With {@link RIGHT_PER_ROUND} right and as many wrong candidates each: 204 judged runs. */
const ROUNDS = 51;
const RIGHT_PER_ROUND = 2;

interface FlakyRow {
  library: string;
  busy: boolean;
  candidate: string;
  right: boolean;
  /** Null where the base could not be run. */
  verdict: Verdict | null;
  problem: string;
  seconds: number;
}

export async function measureFlaky(bench: BenchHands, options: { dir: string; parallel: number }): Promise<Figure[]> {
  const rounds = Array.from({ length: ROUNDS }, (_, round) => round);
  const half = Math.ceil(ROUNDS / 2);
  const judge = (some: number[], busy: boolean) =>
    inParallel(options.parallel, some, (round) => judgeRound(bench, round, busy, options.dir));
  const quiet = await judge(rounds.slice(0, half), false);
  const busy = await whileCoresAreBusy(() => judge(rounds.slice(half), true));
  const rows = [...quiet, ...busy].flat();
  print(rows);
  return [
    { name: 'flaky.judgements', value: rows.length, goal: '>= 200' },
    { name: 'flaky.falseFailures', value: rows.filter((row) => row.right && !passed(row)).length, goal: '= 0' },
    { name: 'flaky.falsePasses', value: rows.filter((row) => !row.right && passed(row)).length, goal: '= 0' },
    {
      name: 'flaky.passedInSpiteOfFailing',
      value: rows.filter((row) => passed(row) && failing(row)).length,
      goal: null,
    },
  ];
}

async function judgeRound(bench: BenchHands, round: number, busy: boolean, dir: string): Promise<FlakyRow[]> {
  const library = FLAKY_LIBRARIES[round % FLAKY_LIBRARIES.length] as FlakyLibrary;
  const opened = await openRepository(bench, makeFlakyRepository(library, round, join(dir, 'flaky')));
  const based = await baseOn(bench, opened, library.acceptance);
  const rows: FlakyRow[] = [];
  for (const { name, source, right } of candidatesOf(library)) {
    const row = { library: library.name, busy, candidate: name, right };
    if (!based.ok) {
      rows.push({ ...row, verdict: null, problem: based.message, seconds: 0 });
      continue;
    }
    const commit = await commitCandidate(bench, opened, name, (tree) =>
      writeFileSync(join(tree, library.sourceFile), `${source}${library.comment(name)}`),
    );
    const { verdict, wallMs } = await judgeCommit(bench, based, commit);
    rows.push({ ...row, verdict, problem: `${verdict.reason}: ${verdict.firstFinding}`, seconds: wallMs / 1_000 });
  }
  console.error(`flaky round ${round + 1} of ${ROUNDS} (${library.name}${busy ? ', busy' : ''})`);
  return rows;
}

function candidatesOf(library: FlakyLibrary): { name: string; source: string; right: boolean }[] {
  const right = Array.from({ length: RIGHT_PER_ROUND }, (_, index) => ({
    name: `right ${index + 1}`,
    source: library.right,
    right: true,
  }));
  const wrong = Object.entries(library.wrong).map(([name, source]) => ({ name, source, right: false }));
  return [...right, ...wrong];
}

function passed({ verdict }: FlakyRow): boolean {
  return verdict?.passed ?? false;
}

/** True when tests failed in the run that was judged. */
function failing({ verdict }: FlakyRow): boolean {
  return (verdict?.counts.failed ?? 0) > 0;
}

function print(rows: readonly FlakyRow[]): void {
  const table = new Table({
    style: { head: [], border: [] },
    head: ['tests', 'cores', 'right ones passed', 'wrong ones passed', 'seconds each'],
  });
  for (const { name } of FLAKY_LIBRARIES) {
    for (const busy of [false, true]) {
      const some = rows.filter((row) => row.library === name && row.busy === busy);
      const seconds = some.reduce((sum, row) => sum + row.seconds, 0) / some.length;
      table.push([name, busy ? 'busy' : '', share(some, true), share(some, false), seconds.toFixed(1)]);
    }
  }
  console.log(table.toString());
  for (const row of rows.filter((one) => one.right !== passed(one))) {
    console.log(`${row.library}, ${row.candidate}: ${passed(row) ? 'passed' : row.problem}`);
  }
}

function share(rows: readonly FlakyRow[], right: boolean): string {
  const some = rows.filter((row) => row.right === right);
  return `${some.filter(passed).length} of ${some.length}`;
}
