// What showing a repository of ten thousand files takes.
import { join } from 'node:path';
import { mapRepository } from '../../activities/models/show-repository.js';
import { findRepository } from '../../activities/workspace/find-repository.js';
import type { Workspace } from '../../activities/workspace/workspace.js';
import type { Figure } from '../support/bench.js';
import { median, timed } from '../workspace/bench-place.js';
import { makeLargeRepository, pathOfFile } from '../workspace/large-repository.js';

const ROUNDS = 5;
/** Of which every file has some. */
const WORDS = 'The exported value of part 17 overflows: `value39` and `value3` are const, and the file of the package';

export async function measureLarge(workspace: Workspace, folder: string): Promise<Figure[]> {
  const dir = join(folder, 'large');
  await makeLargeRepository(dir);
  const repository = await findRepository(dir);
  const { baseCommit } = await workspace.open(repository, 'bench.2');
  const show = (round: number) =>
    mapRepository(workspace, repository, baseCommit, { paths: [pathOfFile(round)], text: WORDS });
  const firstMs = await timed(() => show(0));
  const laterMs: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) laterMs.push(await timed(() => show(round)));
  return [
    { name: 'largeFirstMs', value: Math.round(firstMs), goal: '<= 3000' },
    { name: 'largeLaterMs', value: Math.round(median(laterMs)), goal: '<= 3000' },
  ];
}
