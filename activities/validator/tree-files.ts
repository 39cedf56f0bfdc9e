// Changes files in a checkout whose content is untrusted. A candidate may have put a link where a folder was, so every
// step of a path is looked at before it is used: nothing outside the tree is ever written, read or removed.
import { copyFile, lstat, mkdir, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '../workspace/error-code.js';

/** Writes a text, replacing whatever stands at the path or in its way. */
export async function writeInTree(tree: string, path: string, text: string): Promise<void> {
  const target = await clearTarget(tree, path);
  await writeFile(target, text, { flag: 'wx' });
}

/** Copies one file, with its mode, or one link as a link. The source tree must be a checkout that nothing has run in. */
export async function copyIntoTree(source: string, tree: string, path: string): Promise<void> {
  const from = join(source, path);
  const stat = await lstat(from);
  const target = await clearTarget(tree, path);
  if (stat.isSymbolicLink()) await symlink(await readlink(from), target);
  else await copyFile(from, target);
}

/** Removes a file, link or folder; nothing happens when it is not there. */
export async function removeInTree(tree: string, path: string): Promise<void> {
  for (const folder of foldersAbove(path)) {
    if ((await kindOf(join(tree, folder))) !== 'folder') return;
  }
  await rm(join(tree, path), { recursive: true, force: true });
}

/** Makes the path's folders real folders and its place empty. */
async function clearTarget(tree: string, path: string): Promise<string> {
  const target = join(tree, path);
  for (const folder of foldersAbove(path)) {
    const place = join(tree, folder);
    const kind = await kindOf(place);
    if (kind === 'other') await rm(place, { force: true });
    if (kind !== 'folder') await mkdir(place);
  }
  await rm(target, { recursive: true, force: true });
  return target;
}

async function kindOf(place: string): Promise<'folder' | 'other' | 'absent'> {
  try {
    return (await lstat(place)).isDirectory() ? 'folder' : 'other';
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'absent';
    throw error;
  }
}

/** `a/b/c.js` lies under `a` and `a/b`. Throws when the path would lead out of the tree or into git's folder. */
function foldersAbove(path: string): string[] {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part.toLowerCase() === '.git')) {
    throw new Error(`"${path}" is not a path inside a tree`);
  }
  const folders: string[] = [];
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) folders.unshift(folder);
  return folders;
}
