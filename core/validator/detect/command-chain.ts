// A look at a shell command, just deep enough to see which program its last part runs. Commands with pipes,
// alternatives or several lines are not understood, and are then run exactly as they are.

/** A part of `a && b && c`, in words without their quotes. */
export type CommandWords = string[];

/** Where a search goes on is kept in the expression itself, so each call makes its own. */
function wordPattern(): RegExp {
  return /"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"'|&;<>()`$\\]+)|(\s+)|(&&)/y;
}

interface ChainPart {
  words: CommandWords;
  /** As it is written. */
  text: string;
}

/** The parts of a chain of commands joined by `&&`, or null when the command is anything else. */
export function commandChain(command: string): CommandWords[] | null {
  return chainParts(command)?.map(({ words }) => words) ?? null;
}

/** The same parts as they are written, quotes and all. */
export function chainTexts(command: string): string[] | null {
  return chainParts(command)?.map(({ text }) => text.trim()) ?? null;
}

function chainParts(command: string): ChainPart[] | null {
  const chain: ChainPart[] = [{ words: [], text: '' }];
  let word: string | null = null;
  const pattern = wordPattern();
  const endWord = () => {
    if (word !== null) chain.at(-1)?.words.push(word);
    word = null;
  };
  while (pattern.lastIndex < command.length) {
    const match = pattern.exec(command);
    if (!match) return null;
    const isEnd = match[5] !== undefined;
    if (isEnd) endWord();
    if (isEnd) chain.push({ words: [], text: '' });
    else addText(chain, match[0]);
    const text = match[1] ?? match[2] ?? match[3];
    if (text !== undefined) word = (word ?? '') + text;
    else endWord();
  }
  endWord();
  return chain.every(({ words }) => words.length > 0) ? chain : null;
}

function addText(chain: readonly ChainPart[], text: string): void {
  const part = chain.at(-1);
  if (part) part.text += text;
}

const ASSIGNMENT = /^[A-Za-z_][A-Za-z0-9_]*=/;
/** Programs that run the program named after them and their own options. */
const WRAPPERS: ReadonlySet<string> = new Set([
  'npx',
  'c8',
  'nyc',
  'cross-env',
  'env',
  'yarn',
  'pnpm',
  'exec',
  'dotenv',
  '--',
]);

/** The words from the program that does the work: assignments, `npx`, coverage tools and their options left out. */
export function innermostCommand(words: CommandWords): CommandWords {
  let rest = words;
  let wrapped = false;
  for (;;) {
    const [first] = rest;
    if (first === undefined) return rest;
    const isOption = wrapped && first.startsWith('-');
    if (!isOption && !ASSIGNMENT.test(first) && !WRAPPERS.has(first)) return rest;
    wrapped ||= WRAPPERS.has(first);
    rest = rest.slice(1);
  }
}
