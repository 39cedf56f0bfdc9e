// How much was changed: in a tree before git stores any of it, and between two stored trees.
import { lstat } from 'node:fs/promises';
import { CHANGED_FILES_MAX, type Change, changeOf } from '../../core/change-limit.js';
import { errorCode } from './error-code.js';
import type { Git } from './git-client.js';

/** Names beyond this are not looked at: there are too many already. */
const LISTING_BYTES_MAX = 64 * 1024 * 1024;
/** Sizes are asked of at most so many files; more are too many whatever their size. */
const MEASURED_FILES_MAX = CHANGED_FILES_MAX + 1;
const AT_ONCE = 64;
const SUBMODULE_MODE = '160000';
const NO_OBJECT = /^0+$/;
const SEPARATOR = Buffer.from('/');

interface Sized {
  path: string;
  bytes: number;
}

export interface ChangedPaths {
  paths: Buffer[];
  /** True when there are more. */
  cut: boolean;
}

/**
 * Paths of a worktree, as bytes, that a snapshot would store anew or take away: new ones, and those whose dates or sizes
 * are not what the index remembers. Their content is not read.
 */
export async function changedPaths(git: Git, bytesMax = LISTING_BYTES_MAX): Promise<ChangedPaths> {
  const args = ['ls-files', '-z', '--others', '--modified', '--deduplicate', '--exclude-standard'];
  const { stdout, cut } = await git.run(args, { outputBytesMax: bytesMax });
  return { paths: splitAtNul(stdout), cut };
}

/** How much these paths of a worktree are. */
export async function changeInTree(tree: string, paths: readonly Buffer[]): Promise<Change> {
  const measured = await sizesOf(tree, paths.slice(0, MEASURED_FILES_MAX));
  return { ...changeOf(measured), files: paths.length };
}

/** Files that differ between two commits or trees, each with its size in the second. */
export async function changeBetween(git: Git, from: string, to: string): Promise<Change> {
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-renames', from, to];
  const { stdout } = await git.run(args, { outputBytesMax: LISTING_BYTES_MAX });
  // `:<mode> <mode> <id> <id> <letter>`, then the path.
  const fields = splitAtNul(stdout).map((field) => field.toString('utf8'));
  const files: { path: string; id: string }[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, mode = '', , id = ''] = (fields[at] ?? '').split(' ');
    files.push({ path: fields[at + 1] ?? '', id: mode === SUBMODULE_MODE || NO_OBJECT.test(id) ? '' : id });
  }
  const sizes = await sizesOfObjects(
    git,
    files.flatMap(({ id }) => (id === '' ? [] : [id])).slice(0, MEASURED_FILES_MAX),
  );
  const measured = files.map(({ path, id }) => ({ path, bytes: sizes.get(id) ?? 0 }));
  return changeOf(measured);
}

async function sizesOfObjects(git: Git, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const input = ids.map((id) => `${id}\n`).join('');
  const listing = await git.text(['cat-file', '--batch-check=%(objectname) %(objectsize)'], { input });
  const lines = listing.split('\n').map((line) => line.split(' '));
  return new Map(lines.map(([id = '', bytes = '']) => [id, Number(bytes)]));
}

async function sizesOf(tree: string, paths: readonly Buffer[]): Promise<Sized[]> {
  const sized: Sized[] = [];
  for (let start = 0; start < paths.length; start += AT_ONCE) {
    sized.push(...(await Promise.all(paths.slice(start, start + AT_ONCE).map((path) => sizeOf(tree, path)))));
  }
  return sized;
}

/** Names are bytes. A deleted file has no size. */
async function sizeOf(tree: string, path: Buffer): Promise<Sized> {
  const name = path.toString('utf8');
  try {
    return { path: name, bytes: (await lstat(Buffer.concat([Buffer.from(tree), SEPARATOR, path]))).size };
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) throw error;
    return { path: name, bytes: 0 };
  }
}

function splitAtNul(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0, start);
    if (end < 0) break;
    parts.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return parts;
}
