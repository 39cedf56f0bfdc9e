import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { MAP_BYTES_MAX, mapRepository, showRepository } from '../../../activities/models/show-repository.js';
import { utf8Bytes } from '../../../core/clamp.js';
import {
  commit,
  git,
  type Opened,
  opened,
  temporaryFolder,
  userRepository,
  workspaceOn,
  write,
} from '../workspace/repositories.js';

const SECRET = 'outside-of-the-tree';
const filler = (at: number) => `export function filler${at}(a) {\n${`  a += ${at};\n`.repeat(60)}  return a;\n}\n`;

/** More than is shown whole, with all that makes a tree odd. */
function oddRepository(): string {
  const outside = temporaryFolder();
  write(outside, { 'AGENTS.md': SECRET });
  const user = userRepository({
    ...Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`src/filler${at}.js`, filler(at)])),
    'src/backoff.js': "import { random } from './chance.js';\nexport const backoff = (jitter) => jitter * random();\n",
    'src/chance.js': 'export const random = () => 4;\n',
    'test/backoff.test.js': "import { backoff } from '../src/backoff.js';\n",
    'AGENTS.md': 'Use tabs.\n',
    'src/AGENTS.md': 'No classes here.\n',
    'jitter/binary.dat': Buffer.from([106, 105, 116, 0, 116, 101, 114]),
    'jitter/invalid.txt': Buffer.concat([Buffer.from('jitter '), Buffer.alloc(9_000, 0xff), Buffer.from(' backoff\n')]),
    'jitter/minified.js': `${'var jitter=1;'.repeat(80_000)}\n`,
    'jitter/huge.js': `// jitter\n${'const a = 1;\n'.repeat(60_000)}`,
    'jitter/a\nb\u202E"c.js': 'export const jitter = "odd";\n',
    'jitter/empty.js': '',
  });
  symlinkSync(join(outside, 'AGENTS.md'), join(user, 'CLAUDE.md'));
  mkdirSync(join(user, 'jitter/links'));
  symlinkSync(join(outside, 'AGENTS.md'), join(user, 'jitter/links/AGENTS.md'));
  symlinkSync('/etc/passwd', join(user, 'jitter/passwd.js'));
  git(user, 'add', '--all');
  git(user, 'update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},jitter/sub`);
  git(user, 'commit', '--quiet', '--message', 'Link');
  commit(user, { 'src/filler7.js': `${filler(7)}// again\n` }, 'Work on the seventh');
  return user;
}

const WANTED = { paths: [], text: 'The jitter of `backoff` is wrong' };
let house: Opened;
beforeAll(async () => {
  house = await opened(oddRepository());
});

describe('a repository that is shown', () => {
  test('has the files that matter in full, the outline of what they import, and the tree', async () => {
    const { files, tree, shown } = await mapRepository(house.workspace, house.repository, house.base, WANTED);
    expect(files).toContain("\nsrc/backoff.js\nimport { random } from './chance.js';\n");
    expect(shown.get('src/chance.js')).toBe('outline');
    expect(tree).toContain('\nsrc/filler59.js\n');
  });

  test('has tests in full for whoever writes some, and for nobody else', async () => {
    const { workspace, repository, base } = house;
    const howShown = async (tests: boolean) => {
      const { shown } = await mapRepository(workspace, repository, base, { ...WANTED, tests });
      return shown.get('test/backoff.test.js');
    };
    expect(await howShown(true)).toBe('whole');
    expect(await howShown(false)).not.toBe('whole');
  });

  test('shows of odd files what can be read, in one line each of the tree', async () => {
    const { files, tree, shown } = await mapRepository(house.workspace, house.repository, house.base, WANTED);
    expect(files).toContain('"jitter/a\\nb\\u202e\\"c.js"\nexport const jitter = "odd";\n');
    expect(tree).toContain('\n"jitter/a\\nb\\u202e\\"c.js"\n');
    for (const path of ['jitter/binary.dat', 'jitter/minified.js', 'jitter/huge.js', 'jitter/empty.js', 'jitter/sub']) {
      expect([path, shown.has(path)]).toEqual([path, false]);
    }
  });

  test('never follows a link', async () => {
    const { files, tree, conventions } = await showRepository(house.workspace, house.repository, house.base, WANTED);
    for (const text of [files, tree, conventions]) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain('root:');
    }
    expect(tree).not.toContain('passwd');
  });

  test('says what the project asks for, at its root and where the task will be done', async () => {
    const { conventions, files } = await showRepository(house.workspace, house.repository, house.base, WANTED);
    expect(conventions).toMatch(/<conventions-\w+>\nAGENTS\.md\nUse tabs\.\n<\/conventions-\w+>/);
    expect(conventions).toContain('\nsrc/AGENTS.md\nNo classes here.\n');
    expect(files).not.toContain('Use tabs.');
  });

  test('is the same to the byte when it is shown again, by another process on another disk too', async () => {
    const once = await mapRepository(house.workspace, house.repository, house.base, WANTED);
    expect(await mapRepository(house.workspace, house.repository, house.base, WANTED)).toEqual(once);
    const elsewhere = workspaceOn(temporaryFolder());
    await elsewhere.open(house.repository, 'other.1');
    expect(await mapRepository(elsewhere, house.repository, house.base, WANTED)).toEqual(once);
  });

  test('is found out once for all who ask for the same, and again after a failure', async () => {
    let asked = 0;
    const broken = { ...house.workspace, listFiles: () => Promise.reject(new Error('no disk')) };
    const counted: typeof house.workspace = {
      ...house.workspace,
      listFiles(repository, base) {
        asked += 1;
        return house.workspace.listFiles(repository, base);
      },
    };
    const wanted = { paths: [], text: 'asked for by many' };
    await expect(showRepository(broken, house.repository, house.base, wanted)).rejects.toThrow('no disk');
    const ask = () => showRepository(counted, house.repository, house.base, wanted);
    const one = await Promise.all([ask(), ask(), ask()]);
    const once = asked;
    expect(await ask()).toBe(one[0]);
    expect(asked).toBe(once);
    expect(once).toBe(1);
  });

  test('keeps within its budget, whatever is named', async () => {
    const named = ['jitter/huge.js', 'jitter/invalid.txt', 'jitter/minified.js', 'src/filler1.js', 'absent.js'];
    const wanted = { paths: named, text: 'jitter filler '.repeat(5_000) };
    const { files, tree, conventions } = await showRepository(house.workspace, house.repository, house.base, wanted);
    expect(utf8Bytes(files + tree + conventions)).toBeLessThanOrEqual(MAP_BYTES_MAX);
  });

  test('is there for a task without a single word', async () => {
    const { tree } = await showRepository(house.workspace, house.repository, house.base, { paths: [], text: '??' });
    expect(tree).toContain('\nsrc/filler59.js\n');
  });

  test('is whole where it is small', async () => {
    const made = await opened(userRepository({ 'a.js': 'a\n', 'b/c.js': 'c\n', 'AGENTS.md': 'Be kind.\n' }));
    const { shown, conventions } = await mapRepository(made.workspace, made.repository, made.base, WANTED);
    expect([...shown]).toEqual([
      ['a.js', 'whole'],
      ['b/c.js', 'whole'],
    ]);
    expect(conventions).toContain('Be kind.');
  });
});
