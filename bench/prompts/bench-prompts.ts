// The bench `prompts`: what tries send. Over many turns, with repairs that begin in each way, and beside another agent on
// the same draws.
import type { BenchOptions, Figure } from '../support/bench.js';
import { growthWithTurns } from './growth.js';
import { repairsInEachWay } from './repairs.js';
import { sameDraws } from './same-draws.js';

export async function benchPrompts(options: BenchOptions): Promise<Figure[]> {
  const growth = await growthWithTurns();
  const repairs = await repairsInEachWay(options);
  return [...growth, ...repairs, ...(await sameDraws(options, options.mini))];
}
