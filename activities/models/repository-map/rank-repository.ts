// Puts all that is known of a repository's files together to one rank: what the task names, what their paths and their
// contents share with it, what they define, what they belong together with, and what was worked on of late. Pure.
import { byRank, namedScores, pathScores, type RankedFile, type RepositoryFile, type Wanted } from '../rank-files.js';
import { contentScores, rarityOf } from './content-score.js';
import { kindWeight } from './file-kind.js';
import { historyOf, type PastCommit } from './history-score.js';
import type { Outline } from './outline.js';
import { spreadRank } from './spread-rank.js';
import type { TaskWords } from './task-words.js';
import { tieFiles } from './tie-files.js';

export interface KnownRepository {
  /** Those that are worth reading. */
  files: readonly RepositoryFile[];
  wanted: Wanted;
  task: TaskWords;
  /** How often which text that matched stands in a file. */
  matches: ReadonlyMap<string, ReadonlyMap<string, number>>;
  commits: readonly PastCommit[];
  /** Of those files that were parsed. */
  outlines: ReadonlyMap<string, Outline>;
}

const WEIGHTS = { paths: 1.5, told: 0.7, definesName: 3, definesWord: 1, active: 0.35 };
/** What is named comes first, whatever words and neighbours say: scores below it are pressed under this. */
const UNNAMED_MAX = 150;

/** All files, the best first; the order and the scores are the same in whatever order the input comes. */
export function rankRepository(known: KnownRepository): RankedFile[] {
  const files = [...known.files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const paths = files.map(({ path }) => path);
  const named = namedScores(files, known.wanted);
  const history = historyOf(known.commits, new Set(paths), known.task.words);
  const own = ownScores(files, known, history.told);
  const best = Math.max(1, ...own.values());
  // Who is named lends as much as the best of the others.
  for (const path of named.keys()) own.set(path, Math.max(own.get(path) ?? 0, best));
  const spread = spreadRank(own, tieFiles(paths, known.outlines, history.together));
  return files
    .map(({ path, bytes }) => {
      const score = (spread.get(path) ?? 0) * (1 + WEIGHTS.active * (history.activity.get(path) ?? 0));
      return { path, bytes, score: (named.get(path) ?? 0) + (UNNAMED_MAX * score) / (score + UNNAMED_MAX) };
    })
    .sort(byRank);
}

function ownScores(
  files: readonly RepositoryFile[],
  { task, matches, outlines }: KnownRepository,
  told: ReadonlyMap<string, number>,
): Map<string, number> {
  const searched = files.flatMap(({ path, bytes }) => {
    const found = matches.get(path);
    return found ? [{ path, bytes, matches: found }] : [];
  });
  const contents = contentScores(searched, task, files.length);
  const inPaths = pathScores(files, new Set(task.words));
  const defined = definitionScores(outlines, task, files.length);
  return new Map(
    files.map(({ path }) => {
      const score =
        (contents.get(path) ?? 0) +
        (defined.get(path) ?? 0) +
        WEIGHTS.paths * (inPaths.get(path) ?? 0) +
        WEIGHTS.told * (told.get(path) ?? 0);
      return [path, score * kindWeight(path)];
    }),
  );
}

/** Where a name of the task is defined counts more than where it is used. */
function definitionScores(
  outlines: ReadonlyMap<string, Outline>,
  { identifiers, words }: TaskWords,
  filesInAll: number,
): Map<string, number> {
  const wanted = new Map([
    ...words.map((word): [string, number] => [word, WEIGHTS.definesWord]),
    ...identifiers.map((name): [string, number] => [name.toLowerCase(), WEIGHTS.definesName]),
  ]);
  const defined = new Map<string, string[]>();
  const definers = new Map<string, number>();
  for (const [path, { definitions }] of outlines) {
    const names = [...new Set(definitions.map(({ name }) => name.toLowerCase()))].filter((name) => wanted.has(name));
    defined.set(path, names.sort());
    for (const name of names) definers.set(name, (definers.get(name) ?? 0) + 1);
  }
  const weightOf = (name: string) => (wanted.get(name) ?? 0) * rarityOf(definers.get(name) ?? 0, filesInAll);
  return new Map([...defined].map(([path, names]) => [path, names.reduce((sum, name) => sum + weightOf(name), 0)]));
}
