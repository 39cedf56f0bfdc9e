import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { candidate, git, type Opened, opened, snapshotOf, userRepository, write } from './repositories.js';

let house: Opened;
beforeAll(async () => {
  house = await opened();
});

describe('reading commits', () => {
  it('lists files with their sizes, in folders too, and neither links nor submodules', async () => {
    const user = userRepository();
    symlinkSync('/etc/passwd', join(user, 'link'));
    git(user, 'add', 'link');
    git(user, 'update-index', '--add', '--cacheinfo', `160000,${house.base},sub`);
    git(user, 'commit', '--quiet', '--message', 'Link');
    const { workspace, repository, base } = await opened(user);
    expect(await workspace.listFiles(repository, base)).toEqual([
      { path: 'README.md', bytes: 12, id: git(user, 'rev-parse', 'HEAD:README.md') },
      { path: 'src/add.js', bytes: 36, id: git(user, 'rev-parse', 'HEAD:src/add.js') },
    ]);
    expect(await workspace.readFile(repository, base, 'link', 100)).toBeNull();
  });

  it('gives the text of a file, and null for what is absent, too large, binary, a folder or outside', async () => {
    const made = await candidate(house, house.base, {
      'a\nb "*"': 'odd',
      '*': 'star',
      binary: Buffer.from([1, 0]),
      ':/x': 'top',
    });
    const read = (path: string, bytesMax = 100) => house.workspace.readFile(house.repository, made, path, bytesMax);
    expect(await Promise.all(['README.md', 'a\nb "*"', '*', ':/x'].map((path) => read(path)))).toEqual([
      '# A library\n',
      'odd',
      'star',
      'top',
    ]);
    expect(await read('README.md', 11)).toBeNull();
    for (const path of ['absent', 'binary', 'src', 'src/', '', '.', '../x', '/etc/passwd', 'README.md/']) {
      expect([path, await read(path)]).toEqual([path, null]);
    }
  });

  it('gives the texts of many files at once, and leaves out those that one alone would not be given', async () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`many/${index}`, `${index % 7}\n`]));
    const made = await candidate(house, house.base, {
      ...many,
      binary: Buffer.from([1, 0]),
      empty: '',
      big: 'x'.repeat(9),
    });
    const read = (paths: string[]) => house.workspace.readFiles(house.repository, made, paths, 8);
    const odd = ['absent', 'binary', 'big', 'src', '', '../x', '/etc/passwd', 'a\0b'];
    expect(await read([...odd, 'many/8', 'empty', 'many/1', 'many/8'])).toEqual(
      new Map([
        ['many/1', '1\n'],
        ['many/8', '1\n'],
        ['empty', ''],
      ]),
    );
    expect(await read(odd)).toEqual(new Map());
    expect(Object.fromEntries(await read([...odd, ...Object.keys(many)]))).toEqual(many);
  });

  it('names the content of a commit: the same for the same files, another for any other name, text, mode or link', async () => {
    const { workspace, repository, base } = house;
    const contents: ((dir: string) => void)[] = [
      (dir) => write(dir, { 'a/b': 'text' }),
      (dir) => write(dir, { 'a/b': 'TEXT' }),
      (dir) => write(dir, { 'a/c': 'text' }),
      (dir) => {
        write(dir, { 'a/b': 'text' });
        chmodSync(join(dir, 'a/b'), 0o755);
      },
      (dir) => {
        mkdirSync(join(dir, 'a'));
        symlinkSync('text', join(dir, 'a/b'));
      },
    ];
    const ids: string[] = [];
    for (const fill of contents) {
      const worktree = await workspace.addWorktree(repository, base);
      fill(worktree.dir);
      ids.push(await workspace.treeOf(repository, (await snapshotOf(house, worktree)).commit));
    }
    expect(new Set(ids).size).toBe(contents.length);
    const later = await candidate(house, await candidate(house, base, { other: 'x' }), { 'a/b': 'text' });
    const worktree = await workspace.addWorktree(repository, later);
    rmSync(join(worktree.dir, 'other'));
    const twin = (await snapshotOf(house, worktree)).commit;
    expect(await workspace.treeOf(repository, twin)).toBe(ids[0]);
  });

  it('shows what changed between two commits, file by file', async () => {
    const made = await candidate(house, house.base, {
      'README.md': '# One\n# Two\n',
      'odd\t"n"\n': 'x\n',
      ':b': Buffer.from([0]),
    });
    expect(await house.workspace.changedFiles(house.repository, house.base, made)).toEqual([
      { path: ':b', status: 'A', added: 0, deleted: 0 },
      { path: 'README.md', status: 'M', added: 2, deleted: 1 },
      { path: 'odd\t"n"\n', status: 'A', added: 1, deleted: 0 },
    ]);
    expect(await house.workspace.changedFiles(house.repository, made, made)).toEqual([]);
  });

  it('shows the diff in full, or cut after a whole line', async () => {
    const long = `${'0123456789\n'.repeat(100_000)}`;
    const made = await candidate(house, house.base, { 'README.md': '# A library!\n', long });
    const whole = await house.workspace.diff(house.repository, house.base, made, 10_000_000);
    expect(whole).toContain('-# A library\n+# A library!\n');
    const cut = await house.workspace.diff(house.repository, house.base, made, 5_000);
    expect(whole.startsWith(cut)).toBe(true);
    expect(cut.length).toBeGreaterThan(4_900);
    expect(cut.endsWith('\n')).toBe(true);
    expect(cut.length).toBeLessThanOrEqual(5_000);
  });

  it('hides nothing that attributes in the tree would hide', async () => {
    const made = await candidate(house, house.base, { '.gitattributes': '* -diff\n', 'README.md': '# Changed\n' });
    expect(await house.workspace.diff(house.repository, house.base, made, 10_000)).toContain('+# Changed');
  });
});
