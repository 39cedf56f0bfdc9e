import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { madePaths } from '../../../activities/validator/dependencies/made-paths.js';
import { copyIntoTree, removeInTree, writeInTree } from '../../../activities/validator/tree-files.js';
import { temporaryFolder, write } from '../workspace/repositories.js';

let tree = '';
let outside = '';

beforeEach(() => {
  tree = temporaryFolder();
  outside = temporaryFolder();
  write(outside, { 'keep.js': 'outside' });
});

describe('changing files in an untrusted tree', () => {
  it('writes through no link, neither at the path nor above it', async () => {
    symlinkSync(outside, join(tree, 'test'));
    symlinkSync(join(outside, 'keep.js'), join(tree, 'link.js'));
    await writeInTree(tree, 'test/deep/a.js', 'inside');
    await writeInTree(tree, 'link.js', 'inside');
    expect(readFileSync(join(tree, 'test/deep/a.js'), 'utf8')).toBe('inside');
    expect(existsSync(join(outside, 'deep'))).toBe(false);
    expect(readFileSync(join(outside, 'keep.js'), 'utf8')).toBe('outside');
  });

  it('removes nothing through a link', async () => {
    symlinkSync(outside, join(tree, 'test'));
    await removeInTree(tree, 'test/keep.js');
    expect(existsSync(join(outside, 'keep.js'))).toBe(true);
    await removeInTree(tree, 'test');
    expect(existsSync(join(outside, 'keep.js'))).toBe(true);
    expect(existsSync(join(tree, 'test'))).toBe(false);
  });

  it('puts a file where a folder is, and a folder where a file is', async () => {
    write(tree, { 'a/b.js': '', c: '' });
    await writeInTree(tree, 'a', 'file');
    await writeInTree(tree, 'c/d.js', 'file');
    expect(statSync(join(tree, 'a')).isFile()).toBe(true);
    expect(statSync(join(tree, 'c/d.js')).isFile()).toBe(true);
  });

  it('copies links as links and programs as programs', async () => {
    writeFileSync(join(outside, 'run.sh'), '#!/bin/sh\n', { mode: 0o755 });
    symlinkSync('run.sh', join(outside, 'alias'));
    await copyIntoTree(outside, tree, 'run.sh');
    await copyIntoTree(outside, tree, 'alias');
    expect(statSync(join(tree, 'run.sh')).mode & 0o111).not.toBe(0);
    expect(lstatSync(join(tree, 'alias')).isSymbolicLink()).toBe(true);
  });

  it('copies and removes names that are no UTF-8 by the paths that a commit shows', async () => {
    const odd = (folder: string) => Buffer.concat([Buffer.from(`${folder}/test/a`), Buffer.from([0xff])]);
    write(outside, { 'test/other': '' });
    write(tree, { 'test/a\uFFFDx': 'stays' });
    writeFileSync(odd(outside), 'from the base');
    await copyIntoTree(outside, tree, 'test/a\uFFFD');
    expect(readFileSync(odd(tree), 'utf8')).toBe('from the base');
    await removeInTree(tree, 'test/a\uFFFD');
    expect(readdirSync(join(tree, 'test'))).toEqual(['a\uFFFDx']);
  });

  it.each(['../x', 'a/../../x', '/x', '.git/hooks/x', 'a/.GIT/x', ''])('refuses the path %j', async (path) => {
    await expect(writeInTree(tree, path, '')).rejects.toThrow('not a path inside a tree');
  });
});

describe('what setup made', () => {
  it('names new folders once, new files beside the commit, and no links', async () => {
    write(tree, {
      'a.js': '',
      'packages/a/a.js': '',
      'packages/a/node_modules/x/i.js': '',
      'node_modules/y/i.js': '',
      made: '',
    });
    symlinkSync(outside, join(tree, 'link'));
    mkdirSync(join(tree, 'packages/a/src'));
    const made = await madePaths(tree, ['a.js', 'packages/a/a.js']);
    expect(made.map(({ path }) => path)).toEqual(['made', 'node_modules', 'packages/a/node_modules', 'packages/a/src']);
  });
});
