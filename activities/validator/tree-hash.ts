// A hash of everything in a checkout that nothing has run in: two commits with the same content have the same one.
import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

const EXECUTABLE_BITS = 0o111;

export async function treeHash(tree: string): Promise<string> {
  const hash = createHash('sha256');
  await addFolder('');
  return hash.digest('hex');

  async function addFolder(folder: string): Promise<void> {
    for (const name of (await readdir(join(tree, folder))).sort())
      await addEntry(folder === '' ? name : `${folder}/${name}`);
  }

  async function addEntry(path: string): Promise<void> {
    const place = join(tree, path);
    const stat = await lstat(place);
    if (stat.isDirectory()) return addFolder(path);
    const isLink = stat.isSymbolicLink();
    const content = isLink ? Buffer.from(await readlink(place)) : await readFile(place);
    const kind = isLink ? 'link' : (stat.mode & EXECUTABLE_BITS) === 0 ? 'file' : 'program';
    hash.update(`${kind} ${Buffer.byteLength(path)} ${content.length}\n${path}\n`).update(content);
  }
}
