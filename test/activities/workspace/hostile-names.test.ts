// Names of files, folders and branches that would do something else than name.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findRepository } from '../../../activities/workspace/find-repository.js';
import {
  candidate,
  commit,
  FILES,
  git,
  opened,
  RUN,
  temporaryFolder,
  userRepository,
  workspaceOn,
  write,
} from './repositories.js';

describe('names that lead out of the tree', () => {
  it.each([['..'], ['.git']])('under %s are refused with the way out, and write nothing', async (folder) => {
    const user = userRepository();
    const tree = (mode: string, name: string, id: string) =>
      execFileSync('git', ['hash-object', '-t', 'tree', '-w', '--literally', '--stdin'], {
        cwd: user,
        input: Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]),
      })
        .toString()
        .trim();
    const evil = tree('40000', folder, tree('100644', 'escaped', git(user, 'rev-parse', 'HEAD:README.md')));
    git(user, 'update-ref', 'HEAD', git(user, 'commit-tree', evil, '-m', 'Evil'));
    // What a careless tool makes of it.
    const outer = temporaryFolder();
    const name = git(user, 'ls-tree', '-r', '--name-only', 'HEAD');
    write(join(outer, 'in'), { [name]: 'escaped' });
    expect(existsSync(join(outer, 'in', folder, 'escaped'))).toBe(true);

    const state = temporaryFolder();
    const cache = temporaryFolder();
    await expect(workspaceOn(state, cache).open(await findRepository(user), RUN)).rejects.toMatchObject({
      reason: 'unreadable',
      message: expect.stringMatching(/invalid path '\.(\.|git)\/escaped'; take that name out/),
    });
    const written = [state, cache].flatMap((place) => readdirSync(place, { recursive: true }).map(String));
    expect(written.filter((path) => /escaped|names-/.test(path))).toEqual([]);
  });
});

describe('names that look like options', () => {
  it('are names, of files, of branches and of folders', async () => {
    const user = join(temporaryFolder(), '--upload-pack=x');
    mkdirSync(user);
    git(user, 'init', '--quiet', '--initial-branch=main');
    commit(user, { ...FILES, '--exec=x': 'base' });
    git(user, 'update-ref', 'refs/heads/--output=x', 'HEAD');
    const house = await opened(user);
    const made = await candidate(house, house.base, { '-f': 'f', '--all': 'all', '--exec=x': 'changed' });
    const { workspace, repository, base } = house;
    const paths = ['-f', '--all', '--exec=x'];
    expect(Object.fromEntries(await workspace.readFiles(repository, made, paths, 100))).toEqual({
      '-f': 'f',
      '--all': 'all',
      '--exec=x': 'changed',
    });
    expect((await workspace.changedFiles(repository, base, made)).map(({ path }) => path).sort()).toEqual(paths.sort());
    await workspace.publish(repository, 'nightshift/--force', made, null);
    expect(git(user, 'rev-parse', 'refs/heads/nightshift/--force')).toBe(made);
  });
});
