// Tasks tried by one simulated model, without a plan and without tests of a model, so that tries alone are compared.
import { join } from 'node:path';
import type { Receipt } from '../../core/receipt.js';
import type { BenchOptions } from '../support/bench.js';
import { type BenchRoom, inBenchRoom } from '../support/bench-room.js';
import { nightshift, readReceipt, writeSimConfig } from '../support/nightshift.js';
import { type CorpusTask, makeRepository } from '../support/task-repository.js';

export const MODEL = 'glm-5.2';
const BUDGET_USD = '20';

export interface OneModel {
  /** Settings of the operator beside those that all parts share. */
  config: Record<string, unknown>;
  /** Turns in which the model looks around; null: as its catalogue says. */
  explore: number | null;
}

export function inOneModelRoom<T>(
  options: BenchOptions,
  { config, explore }: OneModel,
  work: (room: BenchRoom) => Promise<T>,
): Promise<T> {
  const withConfig = async (room: BenchRoom) => {
    const models = room.models.filter(({ id }) => id === MODEL);
    await writeSimConfig(room.home, room.simulator.url, models, { decompose: false, acceptance: 'given', ...config });
    return await work(room);
  };
  return inBenchRoom(options, 0, withConfig, explore);
}

/** Throws where there is no receipt. */
export async function runTask(task: CorpusTask, room: BenchRoom): Promise<Receipt> {
  const { repo, spec } = makeRepository(task, join(room.dir, 'ours'));
  const ran = await nightshift(room.home, ['run', spec, '--repo', repo, '--budget', BUDGET_USD, '--json']);
  const receipt = readReceipt(ran.stdout);
  if (!receipt) throw new Error(`${task.id}: it gave no receipt: ${ran.stderr.slice(-300)}`);
  return receipt;
}
