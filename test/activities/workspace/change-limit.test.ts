import { closeSync, ftruncateSync, mkdirSync, openSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { homeIn } from '../../../activities/home.js';
import { changedPaths } from '../../../activities/workspace/measure-change.js';
import { placesOf } from '../../../activities/workspace/places.js';
import type { Worktree } from '../../../activities/workspace/workspace.js';
import { worktreeGit } from '../../../activities/workspace/worktree.js';
import { CHANGED_BYTES_MAX, CHANGED_FILES_MAX, RULE_BYTES_MAX } from '../../../core/change-limit.js';
import {
  AT_MS,
  FILES,
  type Files,
  git,
  type Opened,
  opened,
  RUN,
  storeOf,
  userRepository,
  write,
} from './repositories.js';

let house: Opened;
beforeAll(async () => {
  house = await opened(userRepository({ ...FILES, '.gitignore': 'built/\n' }));
});

function fresh(commit = house.base): Promise<Worktree> {
  return house.workspace.addWorktree(house.repository, commit);
}

function keep(worktree: Worktree, candidate: string) {
  return house.workspace.snapshot({
    repository: house.repository,
    worktree,
    parent: worktree.commit,
    message: 'm\n',
    authorName: 'x',
    committedAtMs: AT_MS,
    ref: `refs/nightshift/${RUN}/whole/${candidate}`,
    limitedSince: house.base,
  });
}

/** Takes no space on the disk. */
function hollowFile(path: string, bytes: number): void {
  const file = openSync(path, 'w');
  ftruncateSync(file, bytes);
  closeSync(file);
}

function many(folder: string, files: number): Files {
  return Object.fromEntries(
    Array.from({ length: files }, (_, index) => [`${folder}/${index % 40}/${index}`, `${index}`]),
  );
}

function looseObjects(): number {
  return Number(/count: (\d+)/.exec(git(storeOf(house), 'count-objects', '-v'))?.[1]);
}

describe('a change that is too large', () => {
  it('in bytes is refused before anything of it is stored, and says what is too large and what to do', async () => {
    const worktree = await fresh();
    hollowFile(join(worktree.dir, 'core.4711'), CHANGED_BYTES_MAX + 1);
    const before = looseObjects();
    const { commit, changed, refused } = await keep(worktree, 'bytes');
    expect([commit, changed]).toEqual([house.base, false]);
    expect(refused).toBe(
      'the change is too large: 1 file of 50.0 MB, at most 5000 files and 50.0 MB are kept. Most of it lies in ' +
        '"core.4711" (1 file, 50.0 MB). Remove what is no part of the work, or list it in .gitignore',
    );
    expect(looseObjects()).toBe(before);
    expect(git(storeOf(house), 'for-each-ref', `refs/nightshift/${RUN}/whole/bytes`)).toBe('');
  });

  it('in files is refused, deleted ones counted, and kept once it was mended', async () => {
    const worktree = await fresh();
    write(worktree.dir, { ...many('target', CHANGED_FILES_MAX), 'src/new.js': 'x' });
    rmSync(join(worktree.dir, 'README.md'));
    expect((await keep(worktree, 'files')).refused).toContain(`${CHANGED_FILES_MAX + 2} files of`);
    write(worktree.dir, { '.gitignore': 'built/\ntarget/\n' });
    const { commit, refused } = await keep(worktree, 'files');
    expect(refused).toBeNull();
    expect((await house.workspace.changedFiles(house.repository, house.base, commit)).map(({ path }) => path)).toEqual([
      '.gitignore',
      'README.md',
      'src/new.js',
    ]);
  });

  it('is refused where it grew turn by turn', async () => {
    const worktree = await fresh();
    const half = Math.floor(CHANGED_BYTES_MAX / 2);
    hollowFile(join(worktree.dir, 'first'), half);
    const first = await keep(worktree, 'grown');
    expect(first.refused).toBeNull();
    const next = await fresh(first.commit);
    hollowFile(join(next.dir, 'second'), half + 2);
    expect(await keep(next, 'grown')).toMatchObject({
      commit: first.commit,
      refused: expect.stringMatching(/2 files of 50\.0 MB.*"second" .*"first"/),
    });
  });

  it('in the rules for git is refused before git reads them', async () => {
    const worktree = await fresh();
    const rules = 'a\n'.repeat(RULE_BYTES_MAX / 4);
    write(worktree.dir, { '.gitignore': rules, 'deep/.gitattributes': `${rules} ` });
    const index = statSync(join(worktree.dir, '..', 'index'));
    expect(await keep(worktree, 'rules')).toMatchObject({
      changed: false,
      refused: expect.stringMatching(/^the files \.gitignore and \.gitattributes have 10\.0 MB together, .*smaller$/),
    });
    expect(statSync(join(worktree.dir, '..', 'index'))).toEqual(index);
    write(worktree.dir, { '.gitignore': 'a\n', 'deep/.gitattributes': '' });
    expect(await keep(worktree, 'rules')).toMatchObject({ changed: true, refused: null });
  });

  it('in more names than are looked at is still known to be one', async () => {
    const worktree = await fresh();
    write(worktree.dir, many('names', 100));
    const git = worktreeGit(
      placesOf(homeIn({ state: house.state, cache: '/', config: '/' }), house.repository),
      worktree,
    );
    expect(await changedPaths(git)).toMatchObject({ cut: false, paths: { length: 100 } });
    const { paths, cut } = await changedPaths(git, 1_000);
    expect(cut).toBe(true);
    expect(paths.every((path) => /^names\/\d+\/\d+$/.test(path.toString()))).toBe(true);
  });

  it('is not made of ignored files, of what a link points at, or of files that were only touched', async () => {
    const worktree = await fresh();
    mkdirSync(join(worktree.dir, 'built'));
    hollowFile(join(worktree.dir, 'built', 'big'), CHANGED_BYTES_MAX + 1);
    symlinkSync('built/big', join(worktree.dir, 'link'));
    write(worktree.dir, FILES);
    expect(await keep(worktree, 'links')).toMatchObject({ changed: true, refused: null });
  });
});
