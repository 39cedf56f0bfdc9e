// The bench `recovery`: how long a run stands still after kill -9 where all is started again at once, when only the
// worker died and when the Temporal server died with it; and how soon a provider hears that nobody listens any more.
import Table from 'cli-table3';
import type { Figure } from '../support/bench.js';
import { printFigures } from '../support/print-figures.js';
import { cancelGenerations } from './cancel-generation.js';
import { killNight, type Recovery } from './kill-night.js';

const NIGHTS = 2;
const CANCELLATIONS = 3;
const MS_PER_SECOND = 1_000;

export async function benchRecovery(): Promise<Figure[]> {
  const worker = await nights(false);
  const server = await nights(true);
  const cancelledMs = await cancelGenerations(CANCELLATIONS);
  const table = new Table({ style: { head: [], border: [] }, head: ['killed', 'when', 'stood still, s'] });
  for (const { moment, idleMs } of worker) table.push(['worker', moment, seconds(idleMs)]);
  for (const { moment, idleMs } of server) table.push(['worker and server', moment, seconds(idleMs)]);
  for (const ms of cancelledMs) table.push(['cancelled', 'in a model call', seconds(ms)]);
  console.log(table.toString());
  const figures: Figure[] = [
    { name: 'workerKilledSeconds', value: longest(worker), goal: '<= 10' },
    { name: 'serverKilledSeconds', value: longest(server), goal: '<= 30' },
    { name: 'cancelledGenerationSeconds', value: seconds(Math.max(...cancelledMs)), goal: '<= 1' },
  ];
  printFigures(figures);
  return figures;
}

async function nights(withServer: boolean): Promise<Recovery[]> {
  const all: Recovery[] = [];
  for (let night = 0; night < NIGHTS; night += 1) all.push(...(await killNight(withServer)));
  return all;
}

function longest(recoveries: readonly Recovery[]): number {
  return seconds(Math.max(...recoveries.map(({ idleMs }) => idleMs)));
}

function seconds(ms: number): number {
  return Number((ms / MS_PER_SECOND).toFixed(2));
}
