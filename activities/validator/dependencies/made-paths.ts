// What a setup command made in a tree: the paths that the commit does not have, each folder that is new as a whole
// named once (`node_modules`, `.venv`, `packages/a/node_modules`).
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface MadePath {
  path: string;
  isFolder: boolean;
}

/**
 * `tracked` are the commit's files. Links are left out, since what they point at is not ours to mount, and so are names
 * that no command line can hold, since they are not UTF-8.
 */
export async function madePaths(tree: string, tracked: readonly string[]): Promise<MadePath[]> {
  const known = new Set<string>();
  for (const path of tracked) {
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) known.add(path.slice(0, end));
  }
  const made: MadePath[] = [];
  await collect('');
  return made.sort((a, b) => (a.path < b.path ? -1 : 1));

  async function collect(folder: string): Promise<void> {
    for (const entry of await readdir(join(tree, folder), { withFileTypes: true })) {
      if (entry.name.includes('\uFFFD')) continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const isFolder = entry.isDirectory();
      if (known.has(path)) {
        if (isFolder) await collect(path);
      } else if (isFolder || entry.isFile()) {
        made.push({ path, isFolder });
      }
    }
  }
}
