// What a task says that can be looked for in files: its words, the names that only code has, and texts that it quotes.

export interface TaskWords {
  /** Lower-case words, the first of the text first; see {@link wordsOf}. */
  words: string[];
  /** Names such as `parseDuration`, as they are written. */
  identifiers: string[];
  /** Quoted texts of several words, such as messages of errors. */
  phrases: string[];
}

const WORD_CHARS_MIN = 3;
const WORDS_MAX = 120;
const IDENTIFIERS_MAX = 60;
const IDENTIFIER_CHARS_MAX = 60;
const PHRASES_MAX = 12;
const PHRASE_CHARS = { min: 8, max: 120 };

/** Words that tell nothing apart: those of the language, and those of which every task is full. */
const STOP_WORDS = new Set(
  (
    'about above add added after again all also although always and another any are because been before being below ' +
    'between both but can cannot case could did does doing done down each either else even every expected few fix for ' +
    'from get give given gives had has have having her here him his how however into its itself just keep like made make ' +
    'makes may more most much must need needs never new nor not nothing now off once one only other our out over own per ' +
    'same say see set shall should since some such take than that the their them then there these they thing this those ' +
    'through too two under until upon use used uses using very via want was way were what when where whether which while ' +
    'who whole whose why will with within without would yet you your acceptance example instead present right wrong'
  )
    .split(' ')
    .flatMap(wordsOf),
);

export function taskWords(text: string): TaskWords {
  const words = unique(wordsOf(text).filter((word) => !STOP_WORDS.has(word) && !/^\d+$/.test(word)));
  return {
    words: words.slice(0, WORDS_MAX),
    identifiers: unique(identifiersIn(text)).slice(0, IDENTIFIERS_MAX),
    phrases: unique(phrasesIn(text)).slice(0, PHRASES_MAX),
  };
}

/** Lower-case words; `fooBar` and `foo_bar` are two each, and a plural counts as its singular. */
export function wordsOf(text: string): string[] {
  const spread = text
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase();
  return (spread.match(/[\p{L}\p{N}]+/gu) ?? [])
    .filter((word) => word.length >= WORD_CHARS_MIN)
    .map((word) => (word.length > WORD_CHARS_MIN ? word.replace(/s$/, '') : word));
}

/** The same, for texts that come again and again: what was split once is remembered as long as the function lives. */
export function wordSplitter(): (text: string) => readonly string[] {
  const known = new Map<string, string[]>();
  return (text) => {
    const words = known.get(text) ?? wordsOf(text);
    known.set(text, words);
    return words;
  };
}

/** A pattern for ripgrep: quoted texts, and whatever name holds one of the words. Empty when there is none. */
export function searchPattern({ words, identifiers, phrases }: TaskWords): string {
  const parts = unique([...identifiers.map((name) => name.toLowerCase()), ...words]).map(escaped);
  const names = parts.length === 0 ? [] : [`\\w*(?:${parts.join('|')})\\w*`];
  return [...phrases.map(escaped), ...names].join('|');
}

/** Mixed case, underscores, calls, and whatever stands between backticks, its parts one by one. */
function identifiersIn(text: string): string[] {
  const quoted = [...text.matchAll(/`([^`\n]{1,200})`/g)].flatMap(([, code = '']) => code.match(NAME) ?? []);
  const spelled = (text.match(NAME) ?? []).filter((name) => /[\p{Ll}\d]\p{Lu}|\w_\w/u.test(name));
  const called = [...text.matchAll(/([\p{L}_$][\w$]*)\(/gu)].map(([, name = '']) => name);
  return [...quoted, ...spelled, ...called].filter(
    (name) =>
      name.length >= WORD_CHARS_MIN && name.length <= IDENTIFIER_CHARS_MAX && !STOP_WORDS.has(name.toLowerCase()),
  );
}

const NAME = /[\p{L}_][\p{L}\p{N}_]*/gu;

function phrasesIn(text: string): string[] {
  return [...text.matchAll(/"([^"\n]+)"|'([^'\n]+)'|`([^`\n]+)`|“([^”\n]+)”/g)]
    .map((match) => (match[1] ?? match[2] ?? match[3] ?? match[4] ?? '').trim())
    .filter((phrase) => / /.test(phrase) && phrase.length >= PHRASE_CHARS.min && phrase.length <= PHRASE_CHARS.max);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|#&~/-]/g, '\\$&');
}

function unique(items: readonly string[]): string[] {
  return [...new Set(items)];
}
