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
const FRAME_BYTES = utf8Bytes(dataBlock('file', ''));
/** A repository of at most this size is shown whole: looking around in it would cost more turns than it saves. */
const SMALL_REPOSITORY_BYTES = 24_000;

export interface ShownRepository {
  tree: string;
  /** Empty, or the files with a heading and an empty line at the end. */
  files: string;
}

export async function showRepository(
  workspace: Pick<Workspace, 'listFiles' | 'readFiles'>,
  repository: RepositoryRef,
  commit: string,
  wanted: Wanted,
): Promise<ShownRepository> {
  const all = await workspace.listFiles(repository, commit);
  const shown = thoseThatFit(worthShowing(rankFiles(all, wanted)));
  const texts = await workspace.readFiles(repository, commit, shown, FILE_BYTES_MAX);
  const blocks = shown.flatMap((path) => blockOf(path, texts.get(path)));
  const files = blocks.length === 0 ? '' : `Those that matter most here, in full:\n\n${blocks.join('\n\n')}\n\n`;
  return { tree: treeOf(all), files };
}

function worthShowing(ranked: readonly RankedFile[]): RankedFile[] {
  const bytes = ranked.reduce((sum, file) => sum + file.bytes, 0);
  return ranked.filter((file) => file.score > 0 || bytes <= SMALL_REPOSITORY_BYTES);
}

/** Paths of the first files that fit together; one that is too large gives way to those behind it. */
function thoseThatFit(ranked: readonly RankedFile[]): string[] {
  const paths: string[] = [];
  let left = FILES_BYTES_MAX;
  for (const { path, bytes } of ranked) {
    if (bytes === 0 || bytes > Math.min(left, FILE_BYTES_MAX)) continue;
    left -= bytes + utf8Bytes(path) + FRAME_BYTES;
    paths.push(path);
  }
  return paths;
}

/** Nothing for a file without text. */
function blockOf(path: string, text: string | undefined): string[] {
  return text === undefined ? [] : [`${path}\n${dataBlock('file', text)}`];
}

function treeOf(files: readonly RepositoryFile[]): string {
  const paths = files.map((file) => file.path).sort();
  return dataBlock('tree', clampMiddle(paths.join('\n'), TREE_BYTES_MAX));
}
