// How much the content of each file speaks of a task: BM25 over the words of the task, where a word that few files have
// counts more than one that all have, and the tenth time that it stands in a file hardly more than the third. Pure.
import { type TaskWords, wordSplitter } from './task-words.js';

export interface SearchedFile {
  path: string;
  bytes: number;
  /** How often each text that matched stands in it. */
  matches: ReadonlyMap<string, number>;
}

const SATURATION = 1.2;
const LENGTH_SHARE = 0.6;
/** A name that only code has tells more than a word; a quoted message tells most. */
const WEIGHTS = { word: 1, identifier: 2.5, phrase: 4 };

type Terms = Map<string, { weight: number; times: number }>;

/** Scores by path; `filesInAll` counts those too in which nothing matched. */
export function contentScores(
  files: readonly SearchedFile[],
  task: TaskWords,
  filesInAll: number,
): Map<string, number> {
  const lookups = lookupsOf(task);
  const counted = files.map((file) => ({ ...file, terms: termsOf(file.matches, lookups) }));
  const holders = new Map<string, number>();
  for (const { terms } of counted) {
    for (const term of terms.keys()) holders.set(term, (holders.get(term) ?? 0) + 1);
  }
  const meanBytes = counted.reduce((sum, { bytes }) => sum + bytes, 0) / Math.max(1, counted.length);
  return new Map(
    counted.map(({ path, bytes, terms }) => {
      const length = SATURATION * (1 - LENGTH_SHARE + (LENGTH_SHARE * bytes) / meanBytes);
      let score = 0;
      for (const [term, { weight, times }] of terms) {
        const rarity = rarityOf(holders.get(term) ?? 0, filesInAll);
        score += (weight * rarity * times * (SATURATION + 1)) / (times + length);
      }
      return [path, score];
    }),
  );
}

export function rarityOf(holders: number, filesInAll: number): number {
  return Math.log(1 + (filesInAll - holders + 0.5) / (holders + 0.5));
}

interface Lookups {
  words: ReadonlySet<string>;
  identifiers: ReadonlySet<string>;
  phrases: ReadonlySet<string>;
  split(text: string): readonly string[];
}

function lookupsOf({ words, identifiers, phrases }: TaskWords): Lookups {
  const lower = (texts: readonly string[]) => new Set(texts.map((text) => text.toLowerCase()));
  return { words: new Set(words), identifiers: lower(identifiers), phrases: lower(phrases), split: wordSplitter() };
}

/** Terms in a stable order, so that the sums over them are the same to the last bit. */
function termsOf(matches: ReadonlyMap<string, number>, { words, identifiers, phrases, split }: Lookups): Terms {
  const terms: Terms = new Map();
  const count = (term: string, weight: number, times: number) => {
    const known = terms.get(term);
    if (known) known.times += times;
    else terms.set(term, { weight, times });
  };
  for (const [text, times] of [...matches].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const lower = text.toLowerCase();
    if (phrases.has(lower)) count(`"${lower}`, WEIGHTS.phrase, times);
    if (identifiers.has(lower)) count(`=${lower}`, WEIGHTS.identifier, times);
    for (const word of split(text)) if (words.has(word)) count(word, WEIGHTS.word, times);
  }
  return terms;
}
