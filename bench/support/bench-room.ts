// Where a bench works: a folder of its own with a simulator and a home whose configuration names it.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BenchOptions } from './bench.js';
import { type SimModel, writeSimConfig } from './nightshift.js';
import { type Simulator, startSimulator } from './simulator.js';

export interface BenchRoom {
  dir: string;
  /** For `NIGHTSHIFT_HOME`. */
  home: string;
  simulator: Simulator;
  models: SimModel[];
}

/** Stops the simulator when `work` is over; the folder stays, for people who want to look. */
export async function inBenchRoom<T>(
  options: BenchOptions,
  defaultTimeScale: number,
  work: (room: BenchRoom) => Promise<T>,
  explore: number | null = null,
): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'nightshift-bench-'));
  const simulator = await startSimulator({
    script: options.sim,
    corpus: options.corpus,
    logFile: join(dir, 'account.jsonl'),
    seed: options.seed,
    timeScale: options.timeScale ?? defaultTimeScale,
    explore,
  });
  try {
    const home = join(dir, 'home');
    const models = readCatalogue(options.sim);
    await writeSimConfig(home, simulator.url, models);
    return await work({ dir, home, simulator, models });
  } finally {
    simulator.stop();
  }
}

/** The catalogue stands beside the simulator's script. */
function readCatalogue(script: string): SimModel[] {
  const catalogue = JSON.parse(readFileSync(join(dirname(script), 'models.json'), 'utf8')) as { models: SimModel[] };
  return catalogue.models;
}
