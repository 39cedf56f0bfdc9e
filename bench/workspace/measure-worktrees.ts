// What a worktree costs in time and space, and what a snapshot of three changed files and its push cost.
import { appendFile, lstat, mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createWorkspace } from '../../activities/workspace/create-workspace.js';
import { findRepository } from '../../activities/workspace/find-repository.js';
import type { Worktree } from '../../activities/workspace/workspace.js';
import { candidateRef } from '../../core/refs.js';
import type { Figure } from '../support/bench.js';
import { type BenchPlace, inTurns, median, ratio, timed } from './bench-place.js';
import { git, makeLargeRepository, pathOfFile } from './large-repository.js';

const ROUNDS = 5;
const SNAPSHOTS = 9;
const RUN = 'bench.1';
const TASK = 'whole';
const CHANGED_FILES = [17, 4_711, 9_999];

export async function measureWorktrees({ folder, home }: BenchPlace): Promise<Figure[]> {
  const dir = join(folder, 'large');
  await makeLargeRepository(dir);
  const workspace = createWorkspace({ home });
  const repository = await findRepository(dir);
  const { baseCommit } = await workspace.open(repository, RUN);
  const made: Worktree[] = [];
  const plainFolder = (round: number) => join(folder, `plain-${round}`);
  const ours = async () => made.push(await workspace.addWorktree(repository, baseCommit));
  const plain = (round: number) => git(dir, 'worktree', 'add', '--quiet', '--detach', plainFolder(round), baseCommit);
  const { oneMs, otherMs } = await inTurns(ROUNDS, ours, plain);

  const worktree = made[0];
  if (!worktree) throw new Error('no worktree was made');
  const storeBefore = await bytesUnder(home.store);
  const snapshotMs: number[] = [];
  for (let round = 0; round < SNAPSHOTS; round++) {
    for (const index of CHANGED_FILES) await appendFile(join(worktree.dir, pathOfFile(index)), `// round ${round}\n`);
    const input = {
      repository,
      worktree,
      parent: baseCommit,
      message: 'Change three files\n',
      authorName: 'bench',
      committedAtMs: Date.now(),
      ref: candidateRef(RUN, TASK, `candidate-${round}`),
      // As a model's turns are: what is too large is refused before it is stored.
      limitedSince: baseCommit,
    };
    snapshotMs.push(await timed(() => workspace.snapshot(input)));
  }
  const storeBytes = ((await bytesUnder(home.store)) - storeBefore) / SNAPSHOTS;
  const checkoutBytes = await bytesUnder(plainFolder(0));
  const candidateBytes = (await bytesUnder(dirname(worktree.dir))) + storeBytes;
  return [
    { name: 'plainWorktreeMs', value: Math.round(otherMs), goal: null },
    { name: 'worktreeOverPlain', value: ratio(oneMs, otherMs), goal: '<= 1.5' },
    { name: 'snapshotMs', value: Math.round(median(snapshotMs)), goal: '<= 150' },
    { name: 'candidateSpaceOverCheckout', value: ratio(candidateBytes, checkoutBytes), goal: '<= 1.1' },
  ];
}

/** Space on disk, as blocks, of all that lies under a folder. */
async function bytesUnder(path: string): Promise<number> {
  await mkdir(path, { recursive: true });
  let bytes = 0;
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    bytes += (await lstat(join(entry.parentPath, entry.name))).blocks * 512;
  }
  return bytes;
}
