// How the files that the right change of one task touches are shown.
import { rankFiles } from '../../activities/models/rank-files.js';
import { mapRepository } from '../../activities/models/show-repository.js';
import type { Workspace } from '../../activities/workspace/workspace.js';
import { utf8Bytes } from '../../core/clamp.js';
import type { Case } from './cases.js';

/** Counts of touched files by how they are shown. */
export interface Recall {
  group: string;
  touched: number;
  whole: number;
  parts: number;
  outline: number;
  /** By their name alone, or not even that. */
  tree: number;
  hidden: number;
  /** Shown whole by a ranking that looks at nothing but paths. */
  pathsOnly: number;
  bytes: number;
  ms: number;
}

/** What the same budget held when paths alone decided. */
const PATHS_ONLY = { files: 40_000, file: 24_000, frame: 37 };

export async function measureCase(
  workspace: Workspace,
  { group, repository, commit, text, touched }: Case,
): Promise<Recall> {
  const wanted = { paths: [], text };
  const startedAt = performance.now();
  const map = await mapRepository(workspace, repository, commit, wanted);
  const ms = performance.now() - startedAt;
  const inTree = new Set(map.tree.split('\n'));
  const count = (how: string) => touched.filter((path) => map.shown.get(path) === how).length;
  const known = count('whole') + count('parts') + count('outline');
  const tree = touched.filter((path) => !map.shown.has(path) && inTree.has(path)).length;
  const byPaths = wholeByPaths(rankFiles(await workspace.listFiles(repository, commit), wanted));
  return {
    group,
    touched: touched.length,
    whole: count('whole'),
    parts: count('parts'),
    outline: count('outline'),
    tree,
    hidden: touched.length - known - tree,
    pathsOnly: touched.filter((path) => byPaths.has(path)).length,
    bytes: utf8Bytes(map.tree + map.files + map.conventions),
    ms,
  };
}

function wholeByPaths(ranked: readonly { path: string; bytes: number; score: number }[]): Set<string> {
  const isSmall = ranked.reduce((sum, { bytes }) => sum + bytes, 0) <= PATHS_ONLY.file;
  let left = PATHS_ONLY.files;
  const paths = new Set<string>();
  for (const { path, bytes, score } of ranked) {
    if ((score === 0 && !isSmall) || bytes > Math.min(left, PATHS_ONLY.file)) continue;
    left -= bytes + path.length + PATHS_ONLY.frame;
    paths.add(path);
  }
  return paths;
}
