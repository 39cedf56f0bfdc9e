// Changes files in a checkout whose content is untrusted. A candidate may have put a link where a folder was, so every
// step of a path is looked at before it is used: nothing outside the tree is ever written, read or removed. Names are
// bytes: paths of a commit show those that are no UTF-8 with U+FFFD in them, and mean every name that looks so.
import { copyFile, lstat, mkdir, readdir, readlink, symlink, writeFile } from 'node:fs/promises';
import { errorCode } from '../workspace/error-code.js';
import { removeFolder } from '../workspace/tidy-tree.js';

const SEPARATOR = Buffer.from('/');
const NO_UTF8 = '\uFFFD';

/** Writes a text, replacing whatever stands at the path or in its way. */
export async function writeInTree(tree: string, path: string, text: string): Promise<void> {
  const target = await clearTarget(
    tree,
    partsOf(path).map((part) => Buffer.from(part)),
  );
  await writeFile(target, text, { flag: 'wx' });
}

/** Copies one file, with its mode, or one link as a link. The source tree must be a checkout that nothing has run in. */
export async function copyIntoTree(source: string, tree: string, path: string): Promise<void> {
  for (const names of await namesLike(source, path)) {
    const from = placeOf(source, names);
    const stat = await lstat(from);
    const target = await clearTarget(tree, names);
    if (stat.isSymbolicLink()) await symlink(await readlink(from, { encoding: 'buffer' }), target);
    else await copyFile(from, target);
  }
}

/** Removes a file, link or folder; nothing happens when it is not there. */
export async function removeInTree(tree: string, path: string): Promise<void> {
  for (const names of await namesLike(tree, path)) await removeFolder(placeOf(tree, names));
}

/** Makes the path's folders real folders and its place empty. */
async function clearTarget(tree: string, names: readonly Buffer[]): Promise<Buffer> {
  for (let depth = 1; depth < names.length; depth += 1) {
    const place = placeOf(tree, names.slice(0, depth));
    const kind = await kindOf(place);
    if (kind === 'other') await removeFolder(place);
    if (kind !== 'folder') await mkdir(place);
  }
  const target = placeOf(tree, names);
  await removeFolder(target);
  return target;
}

/** What a path can mean in a tree, all above the last name being real folders. The last need not be there. */
async function namesLike(tree: string, path: string): Promise<Buffer[][]> {
  let found: Buffer[][] = [[]];
  for (const part of partsOf(path)) {
    const next: Buffer[][] = [];
    for (const names of found) {
      const folder = placeOf(tree, names);
      if ((await kindOf(folder)) !== 'folder') continue;
      for (const name of await namesIn(folder, part)) next.push([...names, name]);
    }
    found = next;
  }
  return found;
}

async function namesIn(folder: Buffer, shown: string): Promise<Buffer[]> {
  if (!shown.includes(NO_UTF8)) return [Buffer.from(shown)];
  const names = await readdir(folder, { encoding: 'buffer' });
  return names.filter((name) => name.toString('utf8') === shown);
}

function placeOf(tree: string, names: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from(tree), ...names.flatMap((name) => [SEPARATOR, name])]);
}

async function kindOf(place: Buffer): Promise<'folder' | 'other' | 'absent'> {
  try {
    return (await lstat(place)).isDirectory() ? 'folder' : 'other';
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'absent';
    throw error;
  }
}

/** Throws when the path would lead out of the tree or into git's folder. */
function partsOf(path: string): string[] {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part.toLowerCase() === '.git')) {
    throw new Error(`"${path}" is not a path inside a tree`);
  }
  return parts;
}
