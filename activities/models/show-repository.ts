// The part of a first message that shows the repository: the list of its files, and the text of those that matter
// most to the task, within a budget of bytes.
import { clampMiddle, utf8Bytes } from '../../core/clamp.js';
import type { RepositoryRef } from '../../core/repository.js';
import type { Workspace } from '../workspace/workspace.js';
import { dataBlock } from './data-block.js';
import { type RankedFile, type RepositoryFile, rankFiles, type Wanted } from './rank-files.js';

const TREE_BYTES_MAX = 8_000;
const FILE_BYTES_MAX = 24_000;
const FILES_BYTES_MAX = 40_000;
/** A repository of at most this size is shown whole: looking around in it would cost more turns than it saves. */
const SMALL_REPOSITORY_BYTES = 24_000;

export interface ShownRepository {
  tree: string;
  /** Empty, or the files with a heading and an empty line at the end. */
  files: string;
}

export async function showRepository(
  workspace: Pick<Workspace, 'listFiles' | 'readFile'>,
  repository: RepositoryRef,
  commit: string,
  wanted: Wanted,
): Promise<ShownRepository> {
  const all = await workspace.listFiles(repository, commit);
  const blocks: string[] = [];
  let left = FILES_BYTES_MAX;
  for (const file of worthShowing(rankFiles(all, wanted))) {
    if (file.bytes > Math.min(left, FILE_BYTES_MAX)) continue;
    const text = await workspace.readFile(repository, commit, file.path, FILE_BYTES_MAX);
    if (!text) continue;
    const block = `${file.path}\n${dataBlock('file', text)}`;
    left -= utf8Bytes(block);
    blocks.push(block);
  }
  const files = blocks.length === 0 ? '' : `Those that matter most here, in full:\n\n${blocks.join('\n\n')}\n\n`;
  return { tree: treeOf(all), files };
}

function worthShowing(ranked: readonly RankedFile[]): RankedFile[] {
  const bytes = ranked.reduce((sum, file) => sum + file.bytes, 0);
  return ranked.filter((file) => file.score > 0 || bytes <= SMALL_REPOSITORY_BYTES);
}

function treeOf(files: readonly RepositoryFile[]): string {
  const paths = files.map((file) => file.path).sort();
  return dataBlock('tree', clampMiddle(paths.join('\n'), TREE_BYTES_MAX));
}
