// The bench `validator`: judges what is known to be right or wrong, with the validator's real parts, without Temporal
// and without a model. Its parts are the candidates of a corpus, flaky tests, and what judging costs.
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchOptions, Figure } from '../support/bench.js';
import { readTasks } from '../support/task-repository.js';
import { type BenchHands, openBenchHands } from './bench-hands.js';
import { corpusFigures, printCorpus } from './corpus-figures.js';
import { judgeCorpus } from './judge-corpus.js';
import { measureCost } from './measure-cost.js';
import { measureFlaky } from './measure-flaky.js';

/** Nobody else's folder, but one that the sandbox's own user may look into. */
const FOLDER_MODE = 0o755;

interface Part {
  name: string;
  measure(bench: BenchHands, options: PartOptions): Promise<Figure[]>;
}

interface PartOptions {
  corpus: string;
  /** Only tasks whose id contains this. */
  only: string;
  dir: string;
  parallel: number;
}

const PARTS: readonly Part[] = [
  { name: 'corpus', measure: measureCorpus },
  { name: 'flaky', measure: measureFlaky },
  { name: 'cost', measure: (bench, { corpus, only, dir }) => measureCost(bench, readTasks(corpus, only), dir) },
];

/** `only` may name a part, or tasks: then flaky tests, which belong to no task, are left out. */
export async function benchValidator({ corpus, only, parallel }: Omit<BenchOptions, 'sim'>): Promise<Figure[]> {
  const named = PARTS.filter((part) => part.name === only);
  const parts = named.length > 0 ? named : PARTS.filter((part) => only === '' || part.name !== 'flaky');
  const dir = mkdtempSync(join(tmpdir(), 'nightshift-bench-'));
  chmodSync(dir, FOLDER_MODE);
  const bench = await openBenchHands(dir);
  try {
    const figures: Figure[] = [];
    for (const part of parts) {
      const options = { corpus, only: named.length > 0 ? '' : only, dir, parallel };
      figures.push(...(await part.measure(bench, options)));
    }
    return figures;
  } finally {
    await bench.close();
  }
}

async function measureCorpus(bench: BenchHands, { corpus, only, ...options }: PartOptions): Promise<Figure[]> {
  const rows = await judgeCorpus(bench, readTasks(corpus, only), options);
  printCorpus(rows);
  return corpusFigures(rows);
}
