// Private keys of which a text shows only the beginning or the end, as the first lines of a file do. The scanner's rule
// wants both. Pure.
import type { Range } from './find-values.js';

/** A real one, one of a text in quotes, or one in a list of changes. */
const BREAK = String.raw`(?:\s[+-]?|\\[nr])`;
const NAME = '(?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----';
const HEADERS = `(?:[A-Za-z-]{1,40}: [^\\n\\\\]{0,100}${BREAK}+){0,4}`;
/** Lines of a key, and none of the code around it. */
const BEGINNING = new RegExp(
  `-----BEGIN ${NAME}${BREAK}*${HEADERS}(?:[A-Za-z0-9+/=]{16,}${BREAK}*)+(?:-----END ${NAME})?`,
  'g',
);
const END = new RegExp(`-----END ${NAME}`, 'g');
/** Less than a line may be anything. */
const LINE_CHARS_MIN = 16;

export function halfKeysIn(text: string): Range[] {
  const beginnings = [...text.matchAll(BEGINNING)].map(({ index, 0: found }) => ({
    start: index,
    end: index + found.trimEnd().length,
  }));
  const ends = [...text.matchAll(END)].flatMap(({ index, 0: found }) => {
    const start = startOfLines(text, index);
    return index - start < LINE_CHARS_MIN ? [] : [{ start, end: index + found.length }];
  });
  return [...beginnings, ...ends];
}

/** Where the lines of base64 begin that stand directly before `end`; only the last of them may be short. */
function startOfLines(text: string, end: number): number {
  let start = end;
  for (;;) {
    const lineEnd = skipBreaks(text, start);
    const lineStart = skipBase64(text, lineEnd);
    const chars = lineEnd - lineStart;
    if (lineEnd === start || chars === 0 || (start !== end && chars < LINE_CHARS_MIN)) return start;
    start = lineStart;
  }
}

/** Back over line ends of all three kinds. */
function skipBreaks(text: string, end: number): number {
  let at = end;
  for (;;) {
    if (/\s/.test(text.charAt(at - 1))) at -= 1;
    else if (text.slice(Math.max(0, at - 2), at) === '\n-') at -= 2;
    else if (/^\\[nr]$/.test(text.slice(Math.max(0, at - 2), at))) at -= 2;
    else return at;
  }
}

function skipBase64(text: string, end: number): number {
  let at = end;
  while (/[A-Za-z0-9+/=]/.test(text.charAt(at - 1)) && !/^\\[nr]$/.test(text.slice(Math.max(0, at - 2), at))) at -= 1;
  return at;
}
