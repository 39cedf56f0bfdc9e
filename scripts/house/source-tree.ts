// Where the house's own TypeScript lies on disk.
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { ROOM_NAMES } from './arrows.js';
import { parseSource, type SourceFile } from './source-file.js';

/** This file runs from dist/scripts/house. */
export const PROJECT_ROOT = resolve(import.meta.dirname, '..', '..', '..');

/** Code that stands in the tree as material, not as part of the house. */
const MATERIAL = /^(test\/fixtures|test\/histories|scripts\/demo\/library)\//;

/** Parses every .ts file of the rooms, in the order of their paths. */
export async function readSourceTree(root: string): Promise<SourceFile[]> {
  const paths = (await Promise.all(ROOM_NAMES.map((room) => sourcePaths(root, room)))).flat();
  return Promise.all(paths.map(async (path) => parseSource(path, await readFile(join(root, path), 'utf8'))));
}

async function sourcePaths(root: string, room: string): Promise<string[]> {
  const entries = await readdir(join(root, room), { recursive: true });
  return entries
    .map((entry) => `${room}/${entry.split(sep).join('/')}`)
    .filter((path) => path.endsWith('.ts') && !MATERIAL.test(path))
    .sort();
}
