import { chmodSync, existsSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  candidate,
  commit,
  FILES,
  fingerprint,
  git,
  type Opened,
  opened,
  RUN,
  temporaryFolder,
  userRepository,
  workspaceOn,
  write,
} from './repositories.js';

/** A name with a space, quotes, a line break and bytes that are no UTF-8. */
const ODD_NAME = Buffer.concat([Buffer.from(`odd "name'\n*`), Buffer.from([0xff, 0xfe])]);

function kept({ workspace, repository, base }: Opened, key = `${RUN}/whole/1`) {
  return workspace.keptWorktree(repository, key, base);
}

describe('a worktree', () => {
  it('holds the files of the commit and no .git', async () => {
    const user = userRepository({ ...FILES, 'bin/run': '#!/bin/sh\n' });
    git(user, 'update-index', '--chmod=+x', 'bin/run');
    const withMode = commit(user, {});
    write(user, { 'README.md': 'dirty, and so no part of it' });
    const { workspace, repository } = await opened(user);
    const worktree = await workspace.addWorktree(repository, withMode);
    expect(worktree.commit).toBe(withMode);
    expect(readdirSync(worktree.dir).sort()).toEqual(['README.md', 'bin', 'src']);
    expect(readFileSync(join(worktree.dir, 'README.md'), 'utf8')).toBe('# A library\n');
  });

  it('is closed to other users, whatever its files allow', async () => {
    const { workspace, repository, base } = await opened(userRepository());
    const { dir } = await workspace.addWorktree(repository, base);
    expect(statSync(dirname(dir)).mode & 0o077).toBe(0);
  });

  it('keeps links as links and names as their bytes', async () => {
    const user = userRepository();
    symlinkSync('/etc/passwd', join(user, 'out'));
    const odd = Buffer.concat([Buffer.from(`${user}/`), ODD_NAME]);
    symlinkSync('src', odd);
    commit(user, {});
    const { workspace, repository, base } = await opened(user);
    const { dir } = await workspace.addWorktree(repository, base);
    expect(readlinkSync(join(dir, 'out'))).toBe('/etc/passwd');
    expect(readdirSync(dir, { encoding: 'buffer' }).some((name) => name.equals(ODD_NAME))).toBe(true);
  });

  it('leaves the folder of a submodule empty, and a pointer of Git LFS as it is', async () => {
    const inner = userRepository();
    const user = userRepository({ '.gitattributes': '*.bin filter=lfs\n', 'big.bin': 'version https://git-lfs\n' });
    git(user, 'submodule', '--quiet', 'add', inner, 'vendored');
    commit(user, {});
    const { workspace, repository, base } = await opened(user);
    const { dir } = await workspace.addWorktree(repository, base);
    expect(readdirSync(join(dir, 'vendored'))).toEqual([]);
    expect(readFileSync(join(dir, 'big.bin'), 'utf8')).toBe('version https://git-lfs\n');
  });

  it('can be made eight at once, each a folder of its own', async () => {
    const { workspace, repository, base } = await opened();
    const made = await Promise.all(Array.from({ length: 8 }, () => workspace.addWorktree(repository, base)));
    expect(new Set(made.map(({ dir }) => dir)).size).toBe(8);
    for (const { dir } of made) expect(fingerprint(dir)).toEqual(fingerprint(made[0]!.dir));
  });

  it('is removed with all that belongs to it, also when its code forbade that', async () => {
    const { workspace, repository, base } = await opened();
    const worktree = await workspace.addWorktree(repository, base);
    const outside = join(temporaryFolder(), 'outside');
    write(outside, { precious: 'x' });
    symlinkSync(outside, join(worktree.dir, 'link'));
    write(worktree.dir, { 'locked/deep/file': 'x' });
    for (const name of ['locked/deep', 'locked', '.']) chmodSync(join(worktree.dir, name), 0o000);
    await workspace.removeWorktree(worktree);
    expect(existsSync(dirname(worktree.dir))).toBe(false);
    expect(readdirSync(outside)).toEqual(['precious']);
    await workspace.removeWorktree(worktree);
  });

  it('throws MissingCommit for a commit that nobody has, and makes nothing', async () => {
    const { workspace, repository } = await opened();
    await expect(workspace.addWorktree(repository, 'd'.repeat(40))).rejects.toMatchObject({
      type: 'MissingCommit',
      nonRetryable: true,
    });
    const nobody = workspaceOn(temporaryFolder());
    await expect(nobody.addWorktree(repository, 'd'.repeat(40))).rejects.toMatchObject({ type: 'MissingCommit' });
  });
});

describe('a kept worktree', () => {
  it('is the same folder as long as it stands at the commit, with its ignored build files', async () => {
    const house = await opened(userRepository({ ...FILES, '.gitignore': 'built\n' }));
    const first = await kept(house);
    await house.workspace.markWorktree(first, null);
    write(first.dir, { built: 'x' });
    await house.workspace.markWorktree(first, house.base);
    const second = await kept(house);
    expect([first.fresh, second.fresh]).toEqual([true, false]);
    expect(second.dir).toBe(first.dir);
    expect(existsSync(join(second.dir, 'built'))).toBe(true);
  });

  it('is made afresh after a crash in the middle of a change, and the spoilt one is removed', async () => {
    const house = await opened();
    const spoilt = await kept(house);
    await house.workspace.markWorktree(spoilt, null);
    write(spoilt.dir, { 'half-done': 'x' });
    const fresh = await kept(house);
    expect(fresh.fresh).toBe(true);
    expect(readdirSync(fresh.dir).sort()).toEqual(['README.md', 'src']);
    expect(existsSync(spoilt.dir)).toBe(false);
  });

  it('is made afresh when another commit is asked for', async () => {
    const house = await opened();
    const next = await candidate(house, house.base, { next: 'x' });
    await kept(house);
    const moved = await house.workspace.keptWorktree(house.repository, `${RUN}/whole/1`, next);
    expect(moved).toMatchObject({ commit: next, fresh: true });
    expect(existsSync(join(moved.dir, 'next'))).toBe(true);
  });

  it('cannot be marked by an activity whose worktree was replaced meanwhile', async () => {
    const house = await opened();
    const givenUp = await kept(house);
    await house.workspace.markWorktree(givenUp, null);
    const current = await kept(house);
    await house.workspace.markWorktree(current, null);
    await expect(house.workspace.markWorktree(givenUp, house.base)).rejects.toMatchObject({ type: 'GitTrouble' });
    expect((await kept(house)).fresh).toBe(true);
  });

  it('is not shared by two repositories whose keys are the same', async () => {
    const state = temporaryFolder();
    const [one, two] = [await opened(userRepository(), state), await opened(userRepository(), state)];
    expect((await kept(one)).dir).not.toBe((await kept({ ...one, repository: two.repository, base: two.base })).dir);
  });

  it('is removed by a prefix that ends where a part of the key ends', async () => {
    const house = await opened();
    const keys = ['r.1/a/1', 'r.1/a/10', 'r.1/b/1', 'r.10/a/1', '../../escape'];
    const trees = await Promise.all(keys.map((key) => kept(house, key)));
    const standing = () => keys.filter((_key, index) => existsSync(trees[index]!.dir));
    await house.workspace.removeKeptWorktrees(house.repository, 'r.1/a/1');
    expect(standing()).toEqual(['r.1/a/10', 'r.1/b/1', 'r.10/a/1', '../../escape']);
    await house.workspace.removeKeptWorktrees(house.repository, 'r.1');
    expect(standing()).toEqual(['r.10/a/1', '../../escape']);
    await house.workspace.removeKeptWorktrees(house.repository, '../../escape');
    expect(standing()).toEqual(['r.10/a/1']);
  });
});
