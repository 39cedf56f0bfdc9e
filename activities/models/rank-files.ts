// What the paths of files say about a task: those that the task names, then those whose paths share rare words with it.
// Pure; what the files hold, import and went through is added in repository-map/.
import { wordSplitter, wordsOf } from './repository-map/task-words.js';

export interface RepositoryFile {
  path: string;
  bytes: number;
}

export interface RankedFile extends RepositoryFile {
  /** Zero when nothing speaks for it. */
  score: number;
}

export interface Wanted {
  /** Paths that the plan expects the task to touch. */
  paths: readonly string[];
  /** All words of the task: title, description, spec. */
  text: string;
  /** Whether tests are wanted as much as sources. Absent: they are not. */
  tests?: boolean;
}

const EXPECTED_SCORE = 1_000;
const NAMED_PATH_SCORE = 500;
const NAMED_FILE_SCORE = 200;
/** A name that more files than these share does not say which of them is meant. */
const SAME_NAME_MAX = 3;

/** Files that no engineer reads to do a task: generated, vendored, locked, binary. */
const UNREADABLE =
  /(^|\/)(node_modules|vendor|dist|coverage|__snapshots__|\.git)\/|^build\/|(^|\/)(package-lock\.json|npm-shrinkwrap\.json|go\.sum)$|\.(lock|min\.js|map|snap|png|jpe?g|gif|webp|ico|pdf|zip|gz|tgz|jar|woff2?|ttf|so|dll|exe|wasm|pyc)$|-lock\.ya?ml$/i;

export function readableFiles<File extends RepositoryFile>(files: readonly File[]): File[] {
  return files.filter((file) => file.bytes > 0 && !UNREADABLE.test(file.path));
}

/** All readable files, the best first by their paths alone; the order is the same for the same input. */
export function rankFiles(files: readonly RepositoryFile[], wanted: Wanted): RankedFile[] {
  const readable = readableFiles(files);
  const named = namedScores(readable, wanted);
  const words = pathScores(readable, new Set(wordsOf(wanted.text)));
  return readable
    .map(({ path, bytes }) => ({ path, bytes, score: (named.get(path) ?? 0) + (words.get(path) ?? 0) }))
    .sort(byRank);
}

export function byRank(a: RankedFile, b: RankedFile): number {
  return b.score - a.score || depth(a.path) - depth(b.path) || (a.path < b.path ? -1 : 1);
}

/** For files that the plan expects or the task names: more than words can ever come to. */
export function namedScores(files: readonly RepositoryFile[], wanted: Wanted): Map<string, number> {
  const expected = new Set(wanted.paths.map((path) => path.replace(/^\.?\//, '')));
  const sharers = new Map<string, number>();
  for (const { path } of files) sharers.set(nameOf(path), (sharers.get(nameOf(path)) ?? 0) + 1);
  const scores = new Map<string, number>();
  for (const { path } of files) {
    const name = nameOf(path);
    if (expected.has(path)) scores.set(path, EXPECTED_SCORE);
    else if (path.includes('/') && mentions(wanted.text, path)) scores.set(path, NAMED_PATH_SCORE);
    else if ((sharers.get(name) ?? 0) <= SAME_NAME_MAX && mentions(wanted.text, name))
      scores.set(path, NAMED_FILE_SCORE);
  }
  return scores;
}

/** Whether the text names the file by itself and not as a part of another name. */
function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    const around = `${text[at - 1] ?? ' '}${text[at + name.length] ?? ' '}`;
    if (!/[\w-]/.test(around)) return true;
  }
  return false;
}

/** A word weighs as much as it tells: one that half of the paths share hardly tells files apart. */
export function pathScores(files: readonly RepositoryFile[], words: ReadonlySet<string>): Map<string, number> {
  const counts = new Map<string, number>();
  // Folders come again in path after path; no word goes over a slash.
  const split = wordSplitter();
  const sharedBy = (path: string) =>
    [...new Set(path.split('/').flatMap(split))].filter((word) => words.has(word)).sort();
  const shared = new Map(files.map(({ path }) => [path, sharedBy(path)]));
  for (const found of shared.values()) for (const word of found) counts.set(word, (counts.get(word) ?? 0) + 1);
  const weightOf = (word: string) => Math.log((files.length + 1) / (counts.get(word) ?? 1));
  return new Map([...shared].map(([path, found]) => [path, found.reduce((sum, word) => sum + weightOf(word), 0)]));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function depth(path: string): number {
  return path.split('/').length;
}
