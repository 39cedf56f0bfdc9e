import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { editFile as edited } from '../../../activities/sandbox/edit-tool.js';
import { freshFolder, removeFolders } from './harness.js';

afterAll(removeFolders);

/** What the model is told. */
async function editFile(...call: Parameters<typeof edited>): Promise<string> {
  const { ok, said } = await edited(...call);
  expect(ok).toBe(!said.startsWith('not edited'));
  return said;
}

function treeWith(files: Record<string, string | Buffer>): string {
  const tree = freshFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(tree, name), content);
  return tree;
}

test('a file is edited in place and stays executable', async () => {
  const tree = treeWith({});
  writeFileSync(join(tree, 'run.sh'), 'echo one\n', { mode: 0o755 });
  expect(await editFile(tree, [], { path: '/w/run.sh', oldText: 'one', newText: 'two, which is longer' })).toBe(
    'edited run.sh',
  );
  expect(readFileSync(join(tree, 'run.sh'), 'utf8')).toBe('echo two, which is longer\n');
  expect(statSync(join(tree, 'run.sh')).mode & 0o777).toBe(0o755);
});

test('a new file is made with its folders', async () => {
  const tree = treeWith({});
  expect(await editFile(tree, [], { path: 'src/deep/a.js', oldText: '', newText: 'x' })).toBe('created src/deep/a.js');
  expect(readFileSync(join(tree, 'src/deep/a.js'), 'utf8')).toBe('x');
});

test('a file that is not there is named', async () => {
  const said = await editFile(treeWith({}), [], { path: 'a.js', oldText: 'x', newText: 'y' });
  expect(said).toBe('not edited: a.js does not exist; to create it, leave oldText empty');
});

test.each([
  ['../outside', 'must not contain ..'],
  ['/etc/passwd', 'is outside /w'],
  ['/w/../x', 'must not contain ..'],
  ['a\0b', 'is not a path'],
  ['/w/', 'names no file'],
])('the path %j is refused', async (path, why) => {
  expect(await editFile(treeWith({}), [], { path, oldText: '', newText: 'x' })).toContain(why);
});

test('no link is followed, be it the file or a folder on the way', async () => {
  const outside = treeWith({ secret: 'host secret' });
  const tree = treeWith({});
  symlinkSync(join(outside, 'secret'), join(tree, 'file'));
  symlinkSync(outside, join(tree, 'folder'));
  symlinkSync(join(outside, 'new'), join(tree, 'dangling'));
  expect(await editFile(tree, [], { path: 'file', oldText: 'host', newText: 'x' })).toContain('not a plain file');
  expect(await editFile(tree, [], { path: 'folder/secret', oldText: 'host', newText: 'x' })).toContain('not a folder');
  expect(await editFile(tree, [], { path: 'folder/new', oldText: '', newText: 'x' })).toContain('not a folder');
  expect(await editFile(tree, [], { path: 'dangling', oldText: '', newText: 'x' })).toContain('not a plain file');
  expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('host secret');
  expect(existsSync(join(outside, 'new'))).toBe(false);
});

test('a pipe in the tree is refused at once rather than waited for', async () => {
  const tree = treeWith({});
  execFileSync('mkfifo', [join(tree, 'pipe')]);
  // Whoever opens it plainly waits for a writer that never comes.
  expect(spawnSync('timeout', ['0.3', 'cat', join(tree, 'pipe')]).status).toBe(124);
  expect(await editFile(tree, [], { path: 'pipe', oldText: 'a', newText: 'b' })).toContain('not a plain file');
});

test('bytes that are no text are left alone', async () => {
  const tree = treeWith({ image: Buffer.from([0xff, 0xfe, 0x61]) });
  expect(await editFile(tree, [], { path: 'image', oldText: 'a', newText: 'b' })).toContain('not UTF-8');
  expect(readFileSync(join(tree, 'image'))).toEqual(Buffer.from([0xff, 0xfe, 0x61]));
});

test('installed dependencies are read-only', async () => {
  const tree = treeWith({});
  mkdirSync(join(tree, 'node_modules'));
  const mounts = [{ source: freshFolder(), target: '/w/node_modules', access: 'readOnly' as const }];
  const said = await editFile(tree, mounts, { path: 'node_modules/a/index.js', oldText: '', newText: 'x' });
  expect(said).toContain('read-only');
});
