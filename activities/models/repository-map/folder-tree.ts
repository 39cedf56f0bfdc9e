// The paths of a repository within a budget: all of them where they fit, else folders with the number of their files,
// opened as far as the budget goes, those first that hold what ranks high. Pure.
import { utf8Bytes } from '../../../core/clamp.js';
import { shownPath } from './shown-path.js';

export interface TreeFile {
  path: string;
  score: number;
}

interface Folder {
  path: string;
  score: number;
  files: TreeFile[];
  folders: Map<string, Folder>;
  count: number;
}

/** A single folder never takes more of the budget, so that one with ten thousand files hides no other. */
const FOLDER_SHARE = 0.34;

export function folderTree(files: readonly TreeFile[], bytesMax: number): string {
  const paths = files.map(({ path }) => shownPath(path)).sort();
  const whole = paths.join('\n');
  return utf8Bytes(whole) <= bytesMax ? whole : opened(rootOf(files), bytesMax).join('\n');
}

function rootOf(files: readonly TreeFile[]): Folder {
  const root: Folder = { path: '', score: 0, files: [], folders: new Map(), count: 0 };
  for (const file of files) {
    const parts = file.path.split('/');
    let folder = root;
    folder.count += 1;
    for (const [depth, name] of parts.slice(0, -1).entries()) {
      let inner = folder.folders.get(name);
      if (!inner) {
        const path = `${parts.slice(0, depth + 1).join('/')}/`;
        inner = { path, score: 0, files: [], folders: new Map(), count: 0 };
        folder.folders.set(name, inner);
      }
      folder = inner;
      folder.count += 1;
      folder.score = Math.max(folder.score, file.score);
    }
    folder.files.push(file);
  }
  return root;
}

/** Opens folder after folder, the best first, as long as what is in it fits. */
function opened(root: Folder, bytesMax: number): string[] {
  const lines = new Map<string, string>([['', '']]);
  let left = bytesMax;
  const waiting = [root];
  while (waiting.length > 0) {
    const best = waiting.reduce((a, b) => (isBetter(b, a) ? b : a));
    waiting.splice(waiting.indexOf(best), 1);
    const own = lines.get(best.path) ?? '';
    const given = best === root ? 0 : costOf(own);
    const { inside, folders } = insideOf(best, Math.floor(bytesMax * FOLDER_SHARE));
    const cost = inside.reduce((sum, [, line]) => sum + costOf(line), 0) - given;
    if (cost > left) continue;
    left -= cost;
    lines.delete(best.path);
    for (const [key, line] of inside) lines.set(key, line);
    waiting.push(...folders);
  }
  return [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
}

/** The lines of a folder by what sorts them, and those of its folders that have a line; the best, where not all fit. */
function insideOf(folder: Folder, bytesMax: number) {
  const entries = [
    ...[...folder.folders.values()].map((inner) => ({ ...inner, folder: inner, line: folderLine(inner) })),
    ...folder.files.map(({ path, score }) => ({ path, score, folder: null, line: shownPath(path), count: 1 })),
  ].sort((a, b) => (isBetter(a, b) ? -1 : 1));
  let left = bytesMax;
  let fits = 0;
  for (const { line } of entries) {
    left -= costOf(line);
    if (left < 0) break;
    fits += 1;
  }
  const shown = entries.slice(0, fits);
  const inside = shown.map(({ path, line }): [string, string] => [path, line]);
  const rest = entries.slice(fits).reduce((sum, { count }) => sum + count, 0);
  // Sorts behind all that the folder holds.
  if (rest > 0) inside.push([`${folder.path}\u{10FFFF}`, `${shownPath(folder.path)} (${rest} more files)`.trimStart()]);
  return { inside, folders: shown.flatMap((entry) => (entry.folder ? [entry.folder] : [])) };
}

function folderLine({ path, count }: Folder): string {
  return `${shownPath(path)} (${count} ${count === 1 ? 'file' : 'files'})`;
}

function isBetter(a: TreeFile, b: TreeFile): boolean {
  return a.score > b.score || (a.score === b.score && a.path < b.path);
}

function costOf(line: string): number {
  return utf8Bytes(line) + 1;
}
