import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { homeIn } from '../../../activities/home.js';
import { createWorkspace } from '../../../activities/workspace/create-workspace.js';
import { findRepository } from '../../../activities/workspace/find-repository.js';
import { keptFolders, orphanedWorktrees, removeLeftFolder } from '../../../activities/workspace/left-worktrees.js';
import { RUN, temporaryFolder, userRepository } from './repositories.js';

const DAY_MS = 24 * 60 * 60_000;

async function house() {
  const state = temporaryFolder();
  const home = homeIn({ state, cache: temporaryFolder(), config: join(state, 'config.yml') });
  const workspace = createWorkspace({ home });
  const repository = await findRepository(userRepository());
  const { baseCommit } = await workspace.open(repository, RUN);
  const add = async () => dirname((await workspace.addWorktree(repository, baseCommit)).dir);
  return { home, workspace, repository, baseCommit, add };
}

describe('worktrees that are left on a disk', () => {
  it('are orphans when their process is gone, and not while it lives', async () => {
    const { home, add } = await house();
    const [mine, dead] = [await add(), await add()];
    const { pid } = spawnSync('true');
    writeFileSync(join(dead, 'owner'), JSON.stringify({ host: hostname(), pid, birth: 'then' }));
    expect(await orphanedWorktrees(home, Date.now())).toEqual([dead]);
    await removeLeftFolder(dead);
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

  it('are listed with the key of their candidate where they are kept', async () => {
    const { home, workspace, repository, baseCommit } = await house();
    await workspace.keptWorktree(repository, `${RUN}/whole/1`, baseCommit);
    const folder = expect.stringContaining(home.cache);
    expect(await keptFolders(home)).toEqual([{ repositoryId: repository.id, key: `${RUN}/whole/1`, folder }]);
    expect(await keptFolders({ cache: temporaryFolder() })).toEqual([]);
  });
});
