// Which files of a repository to show in a first message: those that the task names, then those whose paths share
// rare words with it. Pure; reading the files is the caller's part.

export interface RepositoryFile {
  path: string;
  bytes: number;
}

export interface RankedFile extends RepositoryFile {
  /** Zero when nothing about its path speaks for it. */
  score: number;
}

export interface Wanted {
  /** Paths that the plan expects the task to touch. */
  paths: readonly string[];
  /** All words of the task: title, description, spec. */
  text: string;
}

const EXPECTED_SCORE = 1_000;
const NAMED_PATH_SCORE = 500;
const NAMED_FILE_SCORE = 200;
const WORD_CHARS_MIN = 3;

/** Files that no engineer reads to do a task: generated, vendored, locked, binary. */
const UNREADABLE =
  /(^|\/)(node_modules|vendor|dist|build|coverage|__snapshots__|\.git)\/|(^|\/)(package-lock\.json|npm-shrinkwrap\.json|go\.sum)$|\.(lock|min\.js|map|snap|png|jpe?g|gif|webp|ico|pdf|zip|gz|tgz|jar|woff2?|ttf|so|dll|exe|wasm|pyc)$|-lock\.ya?ml$/i;

/** All readable files, the best first; the order is the same for the same input. */
export function rankFiles(files: readonly RepositoryFile[], wanted: Wanted): RankedFile[] {
  const readable = files.filter((file) => !UNREADABLE.test(file.path));
  const weights = wordWeights(readable, new Set(wordsOf(wanted.text)));
  return readable
    .map((file) => ({ ...file, score: namedScore(file.path, wanted) + wordScore(file.path, weights) }))
    .sort((a, b) => b.score - a.score || depth(a.path) - depth(b.path) || (a.path < b.path ? -1 : 1));
}

function namedScore(path: string, wanted: Wanted): number {
  if (wanted.paths.some((expected) => expected.replace(/^\.?\//, '') === path)) return EXPECTED_SCORE;
  if (path.includes('/') && wanted.text.includes(path)) return NAMED_PATH_SCORE;
  return mentions(wanted.text, path.slice(path.lastIndexOf('/') + 1)) ? NAMED_FILE_SCORE : 0;
}

/** Whether the text names the file by itself and not as the end of another name. */
function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    const around = `${text[at - 1] ?? ' '}${text[at + name.length] ?? ' '}`;
    if (!/[\w-]/.test(around)) return true;
  }
  return false;
}

/** A word weighs as much as it tells: one that half of the paths share hardly tells files apart. */
function wordWeights(files: readonly RepositoryFile[], wanted: ReadonlySet<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const file of files) {
    for (const word of new Set(wordsOf(file.path))) {
      if (wanted.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return new Map([...counts].map(([word, count]) => [word, Math.log((files.length + 1) / count)]));
}

function wordScore(path: string, weights: ReadonlyMap<string, number>): number {
  let score = 0;
  for (const word of new Set(wordsOf(path))) score += weights.get(word) ?? 0;
  return score;
}

/** Lower-case words; `fooBar` and `foo_bar` are two each, and a plural counts as its singular. */
function wordsOf(text: string): string[] {
  const spread = text.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return (spread.match(/[a-z0-9]+/g) ?? [])
    .filter((word) => word.length >= WORD_CHARS_MIN)
    .map((word) => (word.length > WORD_CHARS_MIN ? word.replace(/s$/, '') : word));
}

function depth(path: string): number {
  return path.split('/').length;
}
