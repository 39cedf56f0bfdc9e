import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Worktree } from '../../../activities/workspace/workspace.js';
import { plantHooks } from './hooks.js';
import {
  commit,
  FILES,
  type Files,
  git,
  type Opened,
  opened,
  RUN,
  snapshotOf,
  storeOf,
  temporaryFolder,
  userRepository,
  workspaceOn,
  write,
} from './repositories.js';

interface Try extends Opened {
  worktree: Worktree;
}

let shared: Opened;
beforeAll(async () => {
  shared = await opened();
});

/** A fresh worktree of a repository that other tests use too, or of one with these files. */
async function aTry(files?: Files): Promise<Try> {
  const house = files ? await opened(userRepository(files)) : shared;
  return { ...house, worktree: await house.workspace.addWorktree(house.repository, house.base) };
}

/** Paths in a stored commit, each with its mode. */
function stored(house: Opened, made: string): string[] {
  const listing = git(storeOf(house), 'ls-tree', '-r', '-z', '--format=%(objectmode) %(path)', made);
  return listing.split('\0').filter(Boolean);
}

const BASE_FILES = ['100644 README.md', '100644 src/add.js'];

describe('a snapshot', () => {
  it('stores changed, new and deleted files as a commit on its parent', async () => {
    const house = await aTry();
    write(house.worktree.dir, { 'src/add.js': 'changed', 'test/add.test.js': 'new' });
    rmSync(join(house.worktree.dir, 'README.md'));
    const { commit: made, changed } = await snapshotOf(house, house.worktree);
    expect(changed).toBe(true);
    expect(stored(house, made)).toEqual(['100644 src/add.js', '100644 test/add.test.js']);
    expect(git(storeOf(house), 'rev-parse', `${made}^`, `refs/nightshift/${RUN}/whole/1`)).toBe(
      `${house.base}\n${made}`,
    );
  });

  it('is by the generator, committed by Nightshift, at the time that was given', async () => {
    const house = await aTry();
    write(house.worktree.dir, { fresh: 'x' });
    const { commit: made } = await snapshotOf(house, house.worktree);
    const format = '--format=%an <%ae>|%cn <%ce>|%aI|%cI|%B';
    expect(git(storeOf(house), 'log', '-1', format, made).trim()).toBe(
      'openai/gpt-x <openai-gpt-x@localhost>|Nightshift <nightshift@localhost>|' +
        '2026-11-22T03:04:05+00:00|2026-11-22T03:04:05+00:00|Add numbers',
    );
  });

  it('has the same id when it is made again, in the same worktree or on another host', async () => {
    const house = await aTry();
    const far = { ...house, workspace: workspaceOn(house.state) };
    const farTree = await far.workspace.addWorktree(house.repository, house.base);
    const ids = [];
    for (const [where, worktree] of [
      [house, house.worktree],
      [house, house.worktree],
      [far, farTree],
    ] as const) {
      write(worktree.dir, { fresh: 'x' });
      ids.push((await snapshotOf(where, worktree)).commit);
    }
    expect(new Set(ids).size).toBe(1);
  });

  it('is the parent itself when nothing was changed', async () => {
    const house = await aTry();
    write(house.worktree.dir, { 'README.md': '# A library\n' });
    mkdirSync(join(house.worktree.dir, 'empty'));
    expect(await snapshotOf(house, house.worktree)).toEqual({ commit: house.base, changed: false, refused: null });
  });

  it('leaves out what is ignored, and by-products that no one commits', async () => {
    const house = await aTry({ ...FILES, '.gitignore': 'built\n' });
    write(house.worktree.dir, { built: 'x', 'node_modules/a/index.js': 'x', 'src/__pycache__/a.pyc': 'x' });
    expect((await snapshotOf(house, house.worktree)).changed).toBe(false);
  });

  it('stores links as links, whatever they point at', async () => {
    const house = await aTry();
    symlinkSync('/etc/passwd', join(house.worktree.dir, 'file-link'));
    symlinkSync('/etc', join(house.worktree.dir, 'folder-link'));
    rmSync(join(house.worktree.dir, 'src'), { recursive: true });
    symlinkSync('/', join(house.worktree.dir, 'src'));
    const { commit: made } = await snapshotOf(house, house.worktree);
    expect(stored(house, made)).toEqual(['100644 README.md', '120000 file-link', '120000 folder-link', '120000 src']);
    expect(git(storeOf(house), 'cat-file', 'blob', `${made}:file-link`)).toBe('/etc/passwd');
  });

  it('stores names with spaces, quotes, line breaks, colons and bytes that are no UTF-8', async () => {
    const house = await aTry();
    const odd = Buffer.concat([Buffer.from(`${house.worktree.dir}/:(top) "it's"\n`), Buffer.from([0xff])]);
    writeFileSync(odd, 'x');
    const { commit: made } = await snapshotOf(house, house.worktree);
    const listing = execFileSync('git', ['ls-tree', '-z', '--name-only', made], { cwd: storeOf(house) });
    expect(listing).toEqual(
      Buffer.concat([Buffer.from(`:(top) "it's"\n`), Buffer.from([0xff]), Buffer.from('\0README.md\0src\0')]),
    );
  });

  it('can be made of eight candidates at once', async () => {
    const house = shared;
    const made = Array.from({ length: 8 }, async (_, index) => {
      const worktree = await house.workspace.addWorktree(house.repository, house.base);
      write(worktree.dir, { fresh: `${index}` });
      return (await snapshotOf(house, worktree, `eight-${index}`)).commit;
    });
    const commits = await Promise.all(made);
    const refs = git(storeOf(house), 'for-each-ref', '--format=%(objectname)', `refs/nightshift/${RUN}/whole/eight-*`);
    expect(refs.split('\n').sort()).toEqual(commits.sort());
  });

  it('survives an author without a usable name', async () => {
    const house = await aTry();
    write(house.worktree.dir, { fresh: 'x' });
    const { workspace, repository, worktree, base } = house;
    const input = { repository, worktree, parent: base, message: 'm', committedAtMs: 0, ref: 'refs/nightshift/x' };
    const { commit: made } = await workspace.snapshot({ ...input, authorName: ' <\n> ' });
    expect(git(storeOf(house), 'log', '-1', '--format=%an', made)).toBe('Nightshift');
  });
});

describe('a snapshot of a hostile tree', () => {
  it('never consults a .git folder or file at the top', async () => {
    const house = await aTry();
    const planted = plantHooks(userRepository());
    const hostile = userRepository();
    const { ran } = plantHooks(hostile);
    execFileSync('cp', ['-r', join(hostile, '.git'), join(house.worktree.dir, '.git')]);
    expect((await snapshotOf(house, house.worktree)).changed).toBe(false);
    rmSync(join(house.worktree.dir, '.git'), { recursive: true });
    write(house.worktree.dir, { '.git': `gitdir: ${join(hostile, '.git')}\n` });
    expect((await snapshotOf(house, house.worktree)).changed).toBe(false);
    expect([...ran(), ...planted.ran()]).toEqual([]);
  });

  it('stores the files of a nested repository instead of a link to it, with or without commits', async () => {
    const house = await aTry();
    const { dir } = house.worktree;
    for (const name of ['nested', 'nested/inner', 'unborn', '.hidden']) {
      mkdirSync(join(dir, name), { recursive: true });
      git(join(dir, name), 'init', '--quiet');
    }
    commit(join(dir, 'nested/inner'), { b: 'b' });
    write(dir, { 'nested/a': 'a', 'unborn/c': 'c', '.hidden/d': 'd' });
    const { commit: made } = await snapshotOf(house, house.worktree);
    const fresh = ['100644 .hidden/d', '100644 nested/a', '100644 nested/inner/b', '100644 unborn/c'];
    expect(stored(house, made).sort()).toEqual([...BASE_FILES, ...fresh].sort());
  });

  it('runs nothing in a repository that was planted where the base has a submodule, and keeps the link', async () => {
    const user = userRepository();
    git(user, 'submodule', '--quiet', 'add', userRepository(), 'vendored');
    commit(user, {});
    const house = await opened(user);
    const worktree = await house.workspace.addWorktree(house.repository, house.base);
    const vendored = join(worktree.dir, 'vendored');
    git(vendored, 'init', '--quiet');
    commit(vendored, { '.gitattributes': '* filter=evil diff=evil\n', a: 'a' });
    const { ran } = plantHooks(vendored);
    write(vendored, { a: 'changed' });
    write(worktree.dir, { fresh: 'x' });
    const { commit: made } = await snapshotOf(house, worktree);
    expect(ran()).toEqual([]);
    expect(git(storeOf(house), 'rev-parse', `${made}:vendored`)).toBe(git(user, 'rev-parse', 'HEAD:vendored'));
  });

  it('runs no filter, merge or diff driver that attributes name, and takes no encoding from them', async () => {
    const house = await aTry();
    write(house.worktree.dir, {
      '.gitattributes': '* filter=evil diff=evil merge=evil working-tree-encoding=UTF-16\n',
      '.gitconfig': '[core]\n\tfsmonitor = touch /evil\n',
      '.gitmodules': '[submodule "x"]\n\tpath = x\n\turl = ext::sh -c "touch /evil"\n\tupdate = !touch /evil\n',
      plain: 'plain\n',
    });
    const { commit: made } = await snapshotOf(house, house.worktree);
    expect(git(storeOf(house), 'cat-file', 'blob', `${made}:plain`)).toBe('plain');
  });

  it('drops pipes and sockets without waiting for them, also in the place of a stored file', async () => {
    const house = await aTry();
    const { dir } = house.worktree;
    rmSync(join(dir, 'README.md'));
    execFileSync('mkfifo', [join(dir, 'README.md'), join(dir, 'pipe')]);
    const { commit: made } = await snapshotOf(house, house.worktree);
    expect(stored(house, made)).toEqual(['100644 src/add.js']);
  });

  it('leaves out names that git refuses, and stores the rest', async () => {
    const house = await aTry();
    write(house.worktree.dir, { 'git~1': 'x', '.GIT/config': 'x', 'sub/.Git/hooks/x': 'x', 'sub/fine': 'x' });
    const { commit: made } = await snapshotOf(house, house.worktree);
    expect(stored(house, made)).toEqual([...BASE_FILES, '100644 sub/fine']);
  });

  it('reads files and folders whose permissions were taken away', async () => {
    const house = await aTry();
    write(house.worktree.dir, { 'locked/file': 'x', secret: 'x' });
    execFileSync('chmod', ['000', join(house.worktree.dir, 'secret'), join(house.worktree.dir, 'locked')]);
    const { commit: made } = await snapshotOf(house, house.worktree);
    expect(stored(house, made)).toEqual([BASE_FILES[0], '100644 locked/file', '100644 secret', BASE_FILES[1]]);
  });

  it('leaves its index and marker out of reach of the tree', async () => {
    const house = await aTry();
    expect(readdirSync(house.worktree.dir).sort()).toEqual(['README.md', 'src']);
    write(house.worktree.dir, { index: 'mine', 'stands-at': 'mine' });
    expect(stored(house, (await snapshotOf(house, house.worktree)).commit)).toContain('100644 index');
    expect(existsSync(join(house.worktree.dir, '..', 'index'))).toBe(true);
  });
});

describe('two workers that share only the store', () => {
  it('go on from each other’s commits', async () => {
    const near = await aTry();
    write(near.worktree.dir, { first: 'near' });
    const { commit: first } = await snapshotOf(near, near.worktree);
    const far: Opened = { ...near, workspace: workspaceOn(near.state) };
    const farTree = await far.workspace.addWorktree(near.repository, first);
    write(farTree.dir, { second: 'far' });
    const { commit: second } = await snapshotOf(far, farTree);
    const back = await near.workspace.addWorktree(near.repository, second);
    expect(readdirSync(back.dir).sort()).toEqual(['README.md', 'first', 'second', 'src']);
  });

  it('need the user’s repository no more once it was opened, shallow or not', async () => {
    const deep = userRepository();
    commit(deep, { more: 'x' });
    const shallow = join(temporaryFolder(), 'shallow');
    git(deep, 'clone', '--quiet', '--depth=1', `file://${deep}`, shallow);
    for (const user of [deep, shallow]) {
      const house = await opened(user);
      rmSync(user, { recursive: true });
      const far = workspaceOn(house.state);
      expect(await far.listFiles(house.repository, house.base)).toHaveLength(3);
    }
  });

  it('push the same commit twice without harm, and the newest commit of a candidate wins', async () => {
    const house = await aTry();
    write(house.worktree.dir, { fresh: 'one' });
    await snapshotOf(house, house.worktree);
    await snapshotOf(house, house.worktree);
    appendFileSync(join(house.worktree.dir, 'fresh'), 'two');
    const { commit: newest } = await snapshotOf(house, house.worktree);
    expect(git(storeOf(house), 'rev-parse', `refs/nightshift/${RUN}/whole/1`)).toBe(newest);
  });
});
