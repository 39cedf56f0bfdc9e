// Trees that are hard on git or on file systems, each taken the whole way: opened, checked out, changed, kept, compared,
// listed, read, merged and published.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { openRepository } from '../../../activities/workspace/create-workspace-activities.js';
import { findRepository } from '../../../activities/workspace/find-repository.js';
import {
  commit,
  FILES,
  type Files,
  git,
  type Opened,
  opened,
  RUN,
  snapshotOf,
  temporaryFolder,
  userRepository,
  workspaceOn,
  write,
} from './repositories.js';

const BRANCH = 'nightshift/odd';
/** Measured by hand with 100,000. */
const FILES_MANY = 2_000;

interface Journey {
  house: Opened;
  /** Of the first checkout. */
  dir: string;
  made: string;
  changes: string[];
}

/** `change` is a candidate's work in the worktree. */
async function takeTheWholeWay(user: string, change: (dir: string) => void): Promise<Journey> {
  const house = await opened(user);
  const { workspace, repository, base } = house;
  const worktree = await workspace.addWorktree(repository, base);
  expect((await snapshotOf(house, worktree)).changed).toBe(false);
  change(worktree.dir);
  const { commit: made } = await snapshotOf(house, worktree);
  const changed = await workspace.changedFiles(repository, base, made);
  expect(await workspace.diff(repository, base, made, 1_000_000)).not.toBe('');
  const again = await workspace.addWorktree(repository, made);
  expect((await snapshotOf(house, again)).changed).toBe(false);
  await workspace.publish(repository, BRANCH, made, null);
  git(user, 'fsck', '--strict');
  return { house, dir: worktree.dir, made, changes: changed.map(({ status, path }) => `${status} ${path}`) };
}

function modesAt(user: string): string[] {
  const listing = git(user, 'ls-tree', '-r', '-z', '--format=%(objectmode) %(path)', BRANCH);
  return listing.split('\0').filter(Boolean);
}

describe('a tree of odd files is taken the whole way:', () => {
  it('pointers of Git LFS stay pointers, and a candidate adds files as they are', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n';
    const user = userRepository({
      ...FILES,
      '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
      'a.bin': pointer,
    });
    const { dir, changes } = await takeTheWholeWay(user, (tree) => write(tree, { 'b.bin': Buffer.from([0, 1]) }));
    expect(readFileSync(join(dir, 'a.bin'), 'utf8')).toBe(pointer);
    expect(changes).toEqual(['A b.bin']);
    expect(git(user, 'show', `${BRANCH}:a.bin`)).toBe(pointer.trim());
  });

  it('a submodule stays the link that it is, present or absent, and one that a candidate adds becomes its files', async () => {
    const user = userRepository();
    git(user, 'submodule', '--quiet', 'add', userRepository(), 'present');
    git(user, 'submodule', '--quiet', 'add', userRepository(), 'absent');
    commit(user, {});
    git(user, 'submodule', '--quiet', 'deinit', '--force', 'absent');
    const { changes } = await takeTheWholeWay(user, (tree) => {
      git(tree, 'clone', '--quiet', userRepository(), 'added');
      write(tree, { 'present/by-candidate': 'x' });
    });
    expect(changes).toEqual(['A added/README.md', 'A added/src/add.js']);
    expect(modesAt(user)).toEqual(
      expect.arrayContaining(['160000 absent', '160000 present', '100644 added/README.md']),
    );
  });

  it('links, also broken, circular and to folders, and links that become files', async () => {
    const user = userRepository();
    symlinkSync('nowhere', join(user, 'broken'));
    symlinkSync('circular', join(user, 'circular'));
    symlinkSync('../../..', join(user, 'src', 'up'));
    commit(user, {});
    const { dir, changes } = await takeTheWholeWay(user, (tree) => {
      execFileSync('rm', [join(tree, 'broken')]);
      write(tree, { broken: 'mended\n' });
    });
    expect(changes).toEqual(['T broken']);
    expect(readlinkSync(join(dir, 'src', 'up'))).toBe('../../..');
    expect(modesAt(user)).toEqual(expect.arrayContaining(['100644 broken', '120000 circular', '120000 src/up']));
  });

  it('names that differ by case only', async () => {
    const user = userRepository({ README: 'upper', readme: 'lower', 'Dir/a': 'a', 'dir/a': 'b' });
    const { changes } = await takeTheWholeWay(user, (tree) => write(tree, { ReadMe: 'mixed' }));
    expect(changes).toEqual(['A ReadMe']);
    expect(modesAt(user)).toHaveLength(5);
  });

  it('line ends as they are stored, whatever attributes say of other machines', async () => {
    const user = userRepository({ '.gitattributes': '*.sh eol=lf\n*.txt text\n*.raw -text\n' });
    write(user, { 'a.sh': 'a\nb\n', 'a.txt': 'a\nb\n', 'a.raw': 'a\r\nb\r\n', 'none.c': 'a\r\n' });
    commit(user, {});
    const { dir, changes } = await takeTheWholeWay(user, (tree) =>
      write(tree, { 'b.raw': 'x\r\n', 'none.c': 'b\r\n' }),
    );
    expect(readFileSync(join(dir, 'a.raw'), 'utf8')).toBe('a\r\nb\r\n');
    expect(changes).toEqual(['A b.raw', 'M none.c']);
    expect(git(user, 'cat-file', 'blob', `${BRANCH}:b.raw`)).toBe('x\r');
  });

  it('files whose stored line ends their attributes forbid are changed by nobody but who touches them', async () => {
    const user = userRepository({ 'a.txt': 'a\r\nb\r\n', 'b.txt': 'a\r\n' });
    write(user, { '.gitattributes': '*.txt text\n' });
    git(user, 'add', '.gitattributes');
    git(user, 'commit', '--quiet', '--message', 'Attributes');
    const { changes } = await takeTheWholeWay(user, (tree) => write(tree, { 'b.txt': 'other\r\n' }));
    expect(git(user, 'cat-file', 'blob', `${BRANCH}:a.txt`)).toBe('a\r\nb\r');
    expect(changes).toEqual(['M b.txt']);
  });

  it('names with spaces, quotes, line breaks, tabs, backslashes, and bytes that are no text', async () => {
    const user = userRepository();
    const odd = Buffer.concat([Buffer.from(`${user}/not`), Buffer.from([0xff, 0xfe]), Buffer.from('text')]);
    writeFileSync(odd, 'bytes');
    const names = [
      ' leading',
      'a b',
      '"quoted"',
      'line\nbreak',
      'tab\t',
      '-rf',
      ':(glob)*',
      'é',
      'e\u0301',
      '💥',
      '$(x)',
    ];
    commit(user, Object.fromEntries(names.map((name) => [name, name])));
    const { house, dir, made, changes } = await takeTheWholeWay(user, (tree) => {
      for (const name of names) write(tree, { [name]: 'changed' });
      writeFileSync(
        Buffer.concat([Buffer.from(`${tree}/not`), Buffer.from([0xff, 0xfe]), Buffer.from('text')]),
        'other',
      );
    });
    expect(changes).toHaveLength(names.length + 1);
    const texts = await house.workspace.readFiles(house.repository, made, names, 100);
    expect([...texts.keys()].sort()).toEqual([...names].sort());
    expect(readdirSync(dir)).toHaveLength(names.length + 3);
  });

  it('names as long as a file system allows, and deep folders', async () => {
    const long = 'x'.repeat(255);
    const deep = `${'d/'.repeat(200)}file`;
    const user = userRepository({ [long]: 'long', [deep]: 'deep' });
    const { changes } = await takeTheWholeWay(user, (tree) => write(tree, { [deep]: 'deeper', [`y/${long}`]: 'x' }));
    expect(changes).toEqual([`M ${deep}`, `A y/${long}`]);
  });

  it('folders deeper than a path can name are left out, and hinder neither a snapshot nor the removal', async () => {
    const { house, made, changes } = await takeTheWholeWay(userRepository(FILES), (tree) => {
      write(tree, { fresh: 'x' });
      const script =
        'mkdir plain; for top in plain "$(printf "no\\377text")"; do mkdir -p "$top"; (cd "$top"; for i in $(seq 60); do mkdir $0; cd $0; done; mkdir .git; echo x > file); done';
      execFileSync('bash', ['-c', script, 'd'.repeat(200)], { cwd: tree });
    });
    expect(changes).toEqual(['A fresh']);
    const worktree = await house.workspace.addWorktree(house.repository, made);
    const dig = 'for i in $(seq 60); do mkdir $0; cd $0; done; echo x > file; cd ..; chmod 0 .';
    execFileSync('bash', ['-c', dig, 'd'.repeat(200)], { cwd: worktree.dir });
    await expect(rm(worktree.dir, { recursive: true })).rejects.toMatchObject({ code: 'ENAMETOOLONG' });
    await house.workspace.removeWorktree(worktree);
    expect(existsSync(worktree.dir)).toBe(false);
  });

  it('changes of mode alone, and folders that become empty or become files', async () => {
    const user = userRepository({ run: '#!/bin/sh\n', 'folder/a': 'a', 'gone/a': 'a' });
    const { changes } = await takeTheWholeWay(user, (tree) => {
      chmodSync(join(tree, 'run'), 0o755);
      execFileSync('rm', ['-r', join(tree, 'folder'), join(tree, 'gone', 'a')]);
      write(tree, { folder: 'now a file' });
      mkdirSync(join(tree, 'empty'));
    });
    expect(changes.sort()).toEqual(['A folder', 'D folder/a', 'D gone/a', 'M run'].sort());
    expect(modesAt(user)).toEqual(['100644 folder', '100755 run']);
  });

  it('a repository that names its objects by SHA-256', async () => {
    const user = temporaryFolder();
    git(user, 'init', '--quiet', '--object-format=sha256', '--initial-branch=main');
    commit(user, FILES);
    const { made, changes } = await takeTheWholeWay(user, (tree) => write(tree, { fresh: 'x' }));
    expect(made).toHaveLength(64);
    expect(changes).toEqual(['A fresh']);
  });

  it('thousands of files in one folder', async () => {
    const files: Files = Object.fromEntries(
      Array.from({ length: FILES_MANY }, (_, index) => [`many/${index}`, `${index}`]),
    );
    const user = userRepository(files);
    const { house, made, changes } = await takeTheWholeWay(user, (tree) => write(tree, { 'many/17': 'changed' }));
    expect(changes).toEqual(['M many/17']);
    expect(await house.workspace.listFiles(house.repository, made)).toHaveLength(FILES_MANY);
  });
});

describe('a partial clone', () => {
  it('is refused with the way to complete it', async () => {
    const whole = userRepository();
    git(whole, 'config', 'uploadpack.allowFilter', 'true');
    commit(whole, { 'README.md': 'other' });
    const user = join(temporaryFolder(), 'partial');
    git(whole, 'clone', '--quiet', '--filter=blob:none', `file://${whole}`, user);
    const repository = await findRepository(user);
    const target = { branch: BRANCH, replaces: null };
    expect(await openRepository(workspaceOn(temporaryFolder()), { repository, run: RUN, target })).toMatchObject({
      ok: false,
      reason: 'unreadable',
      message: expect.stringMatching(/is a partial clone.*git fetch --refetch --filter=/),
    });
  });
});
