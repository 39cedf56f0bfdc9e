// The same failed tries mended in each way that a repair may begin: what the repairs sent, and what they cost.
import Table from 'cli-table3';
import type { CandidateRecord } from '../../core/candidate.js';
import type { RepairContext } from '../../core/repair-context.js';
import type { BenchOptions, Figure } from '../support/bench.js';
import { inParallel } from '../support/in-parallel.js';
import { readTasks } from '../support/task-repository.js';
import { inOneModelRoom, runTask } from './one-model.js';

const RULES: RepairContext[] = ['fresh', 'continued', 'cheaper'];

interface Sum {
  repairs: number;
  turns: number;
  inputTokens: number;
  cachedTokens: number;
  microUsd: number;
}

/** Draws depend on the names of tries, which are the same for each rule: so are the tries that are mended. */
export async function repairsInEachWay(options: BenchOptions): Promise<Figure[]> {
  const sums = new Map<RepairContext, Sum>();
  for (const rule of RULES) sums.set(rule, await repairsBy(rule, options));
  printTable(sums);
  const dollars = (rule: RepairContext) => (sums.get(rule)?.microUsd ?? 0) / Math.max(1, sums.get(rule)?.repairs ?? 0);
  const best = Math.min(dollars('fresh'), dollars('continued'));
  return [
    { name: 'repairs', value: sums.get('cheaper')?.repairs ?? 0, goal: null },
    { name: 'freshRepairMicroUsd', value: Math.round(dollars('fresh')), goal: null },
    { name: 'continuedRepairMicroUsd', value: Math.round(dollars('continued')), goal: null },
    { name: 'chosenOverBest', value: Number((dollars('cheaper') / best).toFixed(3)), goal: '<= 1.05' },
  ];
}

function repairsBy(repairContext: RepairContext, options: BenchOptions): Promise<Sum> {
  return inOneModelRoom(options, { config: { repairs: 2, repairContext }, explore: null }, async (room) => {
    const tasks = readTasks(options.corpus, options.only);
    const receipts = await inParallel(options.parallel, tasks, (task) => runTask(task, room));
    const repairs = receipts.flatMap(({ candidates }) => candidates).filter(({ move }) => move === 'repair');
    return repairs.reduce(plus, { repairs: 0, turns: 0, inputTokens: 0, cachedTokens: 0, microUsd: 0 });
  });
}

function plus(sum: Sum, { turns, usage, chargedMicroUsd }: CandidateRecord): Sum {
  return {
    repairs: sum.repairs + 1,
    turns: sum.turns + turns,
    inputTokens: sum.inputTokens + usage.inputTokens,
    cachedTokens: sum.cachedTokens + usage.cachedInputTokens,
    microUsd: sum.microUsd + chargedMicroUsd,
  };
}

function printTable(sums: ReadonlyMap<RepairContext, Sum>): void {
  const head = ['repairs begin', 'repairs', 'turns', 'input tokens', 'from the cache', 'cost'];
  const table = new Table({ style: { head: [], border: [] }, head });
  for (const [rule, { repairs, turns, inputTokens, cachedTokens, microUsd }] of sums) {
    table.push([rule, repairs, turns, inputTokens, cachedTokens, `$${(microUsd / 1_000_000).toFixed(4)}`]);
  }
  console.log(table.toString());
}
