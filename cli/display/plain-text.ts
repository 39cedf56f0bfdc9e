// Titles, notes and test output come from specs, repositories and models: on a terminal they must stay text.
import { stripVTControlCharacters } from 'node:util';

/** One line without control characters, so that nothing in it can move the cursor or set a color. */
export function plainLine(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}

/** A text of several lines, without control characters but for the line ends. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text).replace(/[^\P{Cc}\n]+/gu, ' ');
}

/** The text, or its beginning with an ellipsis when it is longer than `charsMax`. */
export function clip(text: string, charsMax: number): string {
  const letters = [...text];
  return letters.length <= charsMax ? text : `${letters.slice(0, Math.max(0, charsMax - 1)).join('')}…`;
}
