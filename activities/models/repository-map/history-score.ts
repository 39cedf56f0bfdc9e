// What the commits before a task say about files: which are worked on now, which change together, and which were
// changed by commits that speak of the same things. Time is counted back from the base's own date. Pure.
import { rarityOf } from './content-score.js';
import { wordsOf } from './task-words.js';

export interface PastCommit {
  /** In seconds. */
  at: number;
  subject: string;
  paths: readonly string[];
}

export interface History {
  /** From 0 (not changed of late) towards 1, by path. */
  activity: Map<string, number>;
  /** How much the subjects of the commits that changed it speak of the task, by path. */
  told: Map<string, number>;
  /** Pairs that change together. */
  together: { from: string; to: string; weight: number }[];
}

const HALF_LIFE_S = 120 * 24 * 3600;
/** Who reformats the project says nothing about its parts. */
const PATHS_OF_A_CHANGE_MAX = 30;
const PATHS_OF_A_PAIR_MAX = 10;
const ACTIVITY_HALF = 3;

/** Commits come with the newest first, as git gives them. Only `known` paths count. */
export function historyOf(
  commits: readonly PastCommit[],
  known: ReadonlySet<string>,
  words: readonly string[],
): History {
  const now = commits[0]?.at ?? 0;
  const changes = new Map<string, number>();
  const told = new Map<string, number>();
  const pairs = new Map<string, History['together'][number]>();
  const speaks = speakerOf(commits, new Set(words));
  for (const commit of commits) {
    const paths = commit.paths.filter((path) => known.has(path)).sort();
    if (paths.length === 0 || commit.paths.length > PATHS_OF_A_CHANGE_MAX) continue;
    const freshness = 0.5 ** (Math.max(0, now - commit.at) / HALF_LIFE_S);
    const said = speaks(commit.subject) / Math.sqrt(paths.length);
    for (const path of paths) {
      changes.set(path, (changes.get(path) ?? 0) + freshness);
      told.set(path, Math.max(told.get(path) ?? 0, said));
    }
    if (paths.length <= PATHS_OF_A_PAIR_MAX) addPairs(pairs, paths);
  }
  const activity = [...changes].map(([path, count]): [string, number] => [path, count / (count + ACTIVITY_HALF)]);
  return { activity: new Map(activity), told, together: [...pairs.values()] };
}

/** The sum of the rarities of the task's words that a subject has. */
function speakerOf(commits: readonly PastCommit[], words: ReadonlySet<string>): (subject: string) => number {
  const shared = (subject: string) => [...new Set(wordsOf(subject))].filter((word) => words.has(word)).sort();
  const holders = new Map<string, number>();
  for (const { subject } of commits) {
    for (const word of shared(subject)) holders.set(word, (holders.get(word) ?? 0) + 1);
  }
  return (subject) => shared(subject).reduce((sum, word) => sum + rarityOf(holders.get(word) ?? 0, commits.length), 0);
}

function addPairs(pairs: Map<string, History['together'][number]>, paths: readonly string[]): void {
  const weight = 1 / paths.length;
  for (const [index, from] of paths.entries()) {
    for (const to of paths.slice(index + 1)) {
      const key = `${from}\0${to}`;
      const known = pairs.get(key);
      if (known) known.weight += weight;
      else pairs.set(key, { from, to, weight });
    }
  }
}
