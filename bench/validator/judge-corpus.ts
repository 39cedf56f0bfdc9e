// Every candidate that a corpus knows, right and wrong, judged by the tests of its base alone and with acceptance tests.
import { join } from 'node:path';
import type { Verdict } from '../../core/validator.js';
import { inParallel } from '../support/in-parallel.js';
import { type CorpusTask, makeRepository } from '../support/task-repository.js';
import { allTests, testsFromSpec } from './acceptance-sets.js';
import { baseOnWritten } from './base-on-written.js';
import type { BenchHands } from './bench-hands.js';
import {
  baseOn,
  commitCandidate,
  judgeCommit,
  type MaybeBased,
  type OpenedRepository,
  openRepository,
} from './judged-repository.js';
import { describeRow, isMisjudged } from './misjudged.js';
import { applyVariant, type Variant, variantsOf } from './variants.js';

/**
 * Which tests decided: those of the base alone; with acceptance tests that were written from the spec and had to be
 * accepted first, as a model's must; or with all that the corpus has.
 */
export type Given = 'visible' | 'written' | 'all';

export interface JudgedVariant {
  task: string;
  variant: Variant;
  given: Given;
  /** Null where the base could not be run, so that nothing was judged. */
  verdict: Verdict | null;
  problem: string;
}

export async function judgeCorpus(
  bench: BenchHands,
  tasks: readonly CorpusTask[],
  options: { dir: string; parallel: number },
): Promise<JudgedVariant[]> {
  const rows = await inParallel(options.parallel, tasks, (task) => judgeTask(bench, task, options.dir));
  return rows.flat();
}

interface Committed {
  variant: Variant;
  commit: string;
}

async function judgeTask(bench: BenchHands, task: CorpusTask, dir: string): Promise<JudgedVariant[]> {
  const startedAt = performance.now();
  const { repo } = makeRepository(task, join(dir, 'repositories'));
  const opened = await openRepository(bench, repo);
  const committed = await commitVariants(bench, task, opened);
  const rows: JudgedVariant[] = [];
  const judgeBy = async (given: Given, based: MaybeBased) => {
    for (const one of committed) rows.push(await judgeOne(bench, task, one, given, based));
  };
  const plain = await baseOn(bench, opened, {});
  await judgeBy('visible', plain);
  const written = testsFromSpec(task);
  if (written && plain.ok) await judgeBy('written', await baseOnWritten(bench, plain, written));
  await judgeBy('all', await baseOn(bench, opened, allTests(task)));
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.error(`${task.id}: ${rows.length} judgements in ${seconds} s`);
  // At once, as all tasks together take long.
  for (const row of rows.filter(isMisjudged)) console.error(`  ${describeRow(row)}`);
  return rows;
}

async function commitVariants(bench: BenchHands, task: CorpusTask, opened: OpenedRepository): Promise<Committed[]> {
  const committed: Committed[] = [];
  for (const variant of variantsOf(task)) {
    const commit = await commitCandidate(bench, opened, variant.name, (tree) => applyVariant(variant, tree));
    committed.push({ variant, commit });
  }
  return committed;
}

async function judgeOne(
  bench: BenchHands,
  task: CorpusTask,
  { variant, commit }: Committed,
  given: Given,
  based: MaybeBased,
): Promise<JudgedVariant> {
  const row = { task: task.id, variant, given };
  if (!based.ok) return { ...row, verdict: null, problem: based.message };
  const { verdict } = await judgeCommit(bench, based, commit);
  return { ...row, verdict, problem: verdict.passed ? '' : `${verdict.reason}: ${verdict.firstFinding}` };
}
