// The bench `workspace`: what the sandbox, a worktree, a snapshot and a candidate's place on disk cost, each beside the
// plain way of doing the same, measured in turns in one run.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findHome, homeIn } from '../../activities/home.js';
import { createBubblewrapSandbox } from '../../activities/sandbox/bubblewrap.js';
import { findBubblewrap } from '../../workers/programs/find-bubblewrap.js';
import type { Figure } from '../support/bench.js';
import { printFigures } from '../support/print-figures.js';
import { measureCandidates } from './measure-candidates.js';
import { measureSandbox } from './measure-sandbox.js';
import { measureWorktrees } from './measure-worktrees.js';

export async function benchWorkspace(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'nightshift-bench-'));
  const room = {
    folder,
    home: homeIn({ state: join(folder, 'state'), cache: join(folder, 'cache'), config: join(folder, 'config.yml') }),
    sandbox: createBubblewrapSandbox({ bwrapPath: await bubblewrapPath() }),
  };
  try {
    const figures = [
      ...(await measureSandbox(room)),
      ...(await measureWorktrees(room)),
      ...(await measureCandidates(room)),
    ];
    printFigures(figures);
    return figures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** From the user's own cache: fetching programs is no part of what is measured. */
async function bubblewrapPath(): Promise<string> {
  const { cache } = findHome(process.env);
  return (await findBubblewrap({ cache, env: process.env, say: console.error })).path;
}
