// The bench `validator`: judges what is known to be right or wrong, with the validator's real parts, without Temporal
// and without a model. Its parts are the candidates of a corpus, flaky tests, and what judging costs.
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchOptions, Figure } from '../support/bench.js';
import { readTasks } from '../support/task-repository.js';
import { openBenchHands } from './bench-hands.js';
import { corpusFigures, printCorpus } from './corpus-figures.js';
import { judgeCorpus } from './judge-corpus.js';

/** Nobody else's folder, but one that the sandbox's own user may look into. */
const FOLDER_MODE = 0o755;

export async function benchValidator(options: Omit<BenchOptions, 'sim'>): Promise<Figure[]> {
  const dir = mkdtempSync(join(tmpdir(), 'nightshift-bench-'));
  chmodSync(dir, FOLDER_MODE);
  const bench = await openBenchHands(dir);
  try {
    const tasks = readTasks(options.corpus, options.only);
    const rows = await judgeCorpus(bench, tasks, { dir, parallel: options.parallel });
    printCorpus(rows);
    return corpusFigures(rows);
  } finally {
    await bench.close();
  }
}
