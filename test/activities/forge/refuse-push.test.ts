import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { refusePush } from '../../../activities/forge/refuse-push.js';
import { candidate, type Opened, opened, snapshotOf, write } from '../workspace/repositories.js';

let house: Opened;
beforeAll(async () => {
  house = await opened();
});

function refused(commit: string, baseCommit = house.base) {
  const { workspace, repository } = house;
  const input = { repository, branch: 'b', baseCommit, commit, acceptance: null, replaces: null };
  return refusePush(workspace, { ...input, allowWorkflowFiles: false });
}

async function withLink(path: string, target: string): Promise<string> {
  const worktree = await house.workspace.addWorktree(house.repository, house.base);
  write(worktree.dir, { 'elsewhere/workflows/evil.yml': 'on: push\n', 'flows/evil.yml': 'on: push\n' });
  mkdirSync(join(worktree.dir, path, '..'), { recursive: true });
  symlinkSync(target, join(worktree.dir, path));
  const { commit } = await snapshotOf(house, worktree, `link-${target.replaceAll(/\W/g, '')}`);
  await house.workspace.removeWorktree(worktree);
  return commit;
}

describe('what the forge runs by itself', () => {
  it.each([
    ['another spelling', '.GitHub/Workflows/evil.yml'],
    ['a folder below', '.github/workflows/deep/evil.yml'],
  ])('is not changed under %s', async (_what, path) => {
    const made = await candidate(house, house.base, { [path]: 'on: push\n' }, path.replaceAll(/\W/g, ''));
    expect(await refused(made)).toMatchObject({ reason: 'workflowFiles' });
  });

  it.each([
    ['.github/workflows', '../flows'],
    ['.github', 'elsewhere'],
  ])('is not put there by a link at %s', async (path, target) => {
    expect(await refused(await withLink(path, target))).toMatchObject({ reason: 'workflowFiles' });
  });

  it('is not moved or taken away', async () => {
    const flow = { '.github/workflows/ci.yml': 'on: push\n' };
    const base = await candidate(house, house.base, flow, 'base');
    const worktree = await house.workspace.addWorktree(house.repository, house.base);
    write(worktree.dir, { 'kept.yml': 'on: push\n' });
    const { commit } = await snapshotOf(house, worktree, 'moved');
    await house.workspace.removeWorktree(worktree);
    expect(await refused(commit, base)).toMatchObject({ reason: 'workflowFiles' });
  });

  it('may stand beside it', async () => {
    const made = await candidate(
      house,
      house.base,
      { '.github/CODEOWNERS.md': 'x', 'a/.github/workflows/x': 'x' },
      'beside',
    );
    expect(await refused(made)).toBeNull();
  });
});
