import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { removeLeftovers } from '../../../activities/cleaning/remove-leftovers.js';
import { homeIn } from '../../../activities/home.js';
import { createWorkspace } from '../../../activities/workspace/create-workspace.js';
import { findRepository } from '../../../activities/workspace/find-repository.js';
import { keptFolders, orphanedWorktrees } from '../../../activities/workspace/left-worktrees.js';
import { removeWorktreeFolder } from '../../../activities/workspace/worktree.js';
import { RUN, temporaryFolder, userRepository } from './repositories.js';

const DAY_MS = 24 * 60 * 60_000;

async function house() {
  const state = temporaryFolder();
  const home = homeIn({ state, cache: temporaryFolder(), config: join(state, 'config.yml') });
  const workspace = createWorkspace({ home });
  const repository = await findRepository(userRepository());
  const { baseCommit } = await workspace.open(repository, RUN);
  const add = async () => dirname((await workspace.addWorktree(repository, baseCommit)).dir);
  const clean = () => removeLeftovers({ home, temporary: state }, { nowMs: Date.now(), dryRun: false });
  return { home, workspace, repository, baseCommit, add, clean };
}

function foldersIn(root: string): string[] {
  return readdirSync(root).flatMap((id) => readdirSync(join(root, id)).map((name) => join(root, id, name)));
}

function writeMany(folder: string): void {
  for (let file = 0; file < 200; file += 1) writeFileSync(join(folder, `${file}.txt`), '');
}

/** What is seen between the steps of the work is what a kill at that moment would leave. */
async function watched<T>(look: () => void, work: Promise<T>): Promise<T> {
  let ended = false;
  const ending = () => {
    ended = true;
  };
  work.then(ending, ending);
  while (!ended) {
    look();
    await setImmediate();
  }
  return await work;
}

describe('worktrees that are left on a disk', () => {
  it('are orphans when their process is gone, and not while it lives', async () => {
    const { home, add } = await house();
    const [mine, dead] = [await add(), await add()];
    const { pid } = spawnSync('true');
    writeFileSync(join(dead, 'owner'), JSON.stringify({ host: hostname(), pid, birth: 'then' }));
    expect(await orphanedWorktrees(home, Date.now())).toEqual([dead]);
    await removeWorktreeFolder(dead);
    expect([existsSync(dead), existsSync(mine)]).toEqual([false, true]);
  });

  it('of a process whose id was given to another are orphans', async () => {
    const { home, add } = await house();
    const reused = await add();
    writeFileSync(join(reused, 'owner'), JSON.stringify({ host: hostname(), pid: process.pid, birth: 'then' }));
    expect(await orphanedWorktrees(home, Date.now())).toEqual([reused]);
  });

  it.each(['', '{"host":', '{"host":"elsewhere","pid":1,"birth":"then"}'])(
    'are left alone for a day where nobody can be asked: %s',
    async (owner) => {
      const { home, add } = await house();
      const unknown = await add();
      writeFileSync(join(unknown, 'owner'), owner);
      expect(await orphanedWorktrees(home, Date.now())).toEqual([]);
      expect(await orphanedWorktrees(home, Date.now() + DAY_MS + 1000)).toEqual([unknown]);
    },
  );

  it('have an owner at every moment in which they have a tree: while they are made, used and removed', async () => {
    const { home, add, clean } = await house();
    await add();
    const unowned = new Set<string>();
    const look = () => {
      for (const folder of foldersIn(join(home.cache, 'worktrees'))) {
        if (!existsSync(join(folder, 'owner')) && existsSync(join(folder, 'tree'))) unowned.add(folder);
      }
    };
    const added = await watched(look, add());
    writeMany(join(added, 'tree'));
    await watched(look, removeWorktreeFolder(added));
    const dead = await add();
    writeMany(join(dead, 'tree'));
    writeFileSync(join(dead, 'owner'), JSON.stringify({ host: hostname(), pid: process.pid, birth: 'then' }));
    await watched(look, clean());
    expect([existsSync(added), existsSync(dead), [...unowned]]).toEqual([false, false, []]);
  });

  it('have the key of their candidate beside them until nothing is left, where they are kept', async () => {
    const { home, workspace, repository, baseCommit } = await house();
    const { dir } = await workspace.keptWorktree(repository, `${RUN}/whole/1`, baseCommit);
    writeMany(dir);
    const [kept = ''] = foldersIn(join(home.cache, 'kept-worktrees'));
    let keyless = false;
    const look = () => {
      keyless ||= !existsSync(join(kept, 'key')) && existsSync(dir);
    };
    await watched(look, workspace.removeKeptWorktrees(repository, RUN));
    expect([existsSync(kept), keyless]).toEqual([false, false]);
  });

  it('go soon where a kill came before their tree, or after it, and not while they are being made', async () => {
    const { home, add } = await house();
    const [bare, half] = [await add(), await add()];
    for (const folder of [bare, half]) rmSync(join(folder, 'tree'), { recursive: true });
    rmSync(join(bare, 'owner'));
    writeFileSync(join(half, 'owner'), '{"host":');
    expect(await orphanedWorktrees(home, Date.now())).toEqual([]);
    expect((await orphanedWorktrees(home, Date.now() + 2 * 60_000)).sort()).toEqual([bare, half].sort());
  });

  it('are listed with the key of their candidate where they are kept', async () => {
    const { home, workspace, repository, baseCommit } = await house();
    await workspace.keptWorktree(repository, `${RUN}/whole/1`, baseCommit);
    const folder = expect.stringContaining(home.cache);
    expect(await keptFolders(home)).toEqual([{ repositoryId: repository.id, key: `${RUN}/whole/1`, folder }]);
    expect(await keptFolders({ cache: temporaryFolder() })).toEqual([]);
  });
});
