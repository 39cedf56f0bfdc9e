// Replaces the one occurrence of a text; when there is none or more than one, says what would help. Pure.
import { firstSecretMark } from '../../core/secret.js';
import type { EditInput } from '../../core/tools.js';

export type Replaced = { ok: true; text: string } | { ok: false; problem: string };

const LINES_NAMED_MAX = 5;

/** `name` is the file's, for the messages. */
export function replaceText(name: string, text: string, input: Pick<EditInput, 'oldText' | 'newText'>): Replaced {
  if (input.oldText === '') {
    if (text === '') return { ok: true, text: input.newText };
    return { ok: false, problem: `${name} exists; say in oldText what is to be replaced` };
  }
  if (input.oldText === input.newText) return { ok: false, problem: 'oldText and newText are the same' };
  const mark = firstSecretMark(`${input.oldText}${input.newText}`);
  if (mark !== null && !text.includes(mark)) return { ok: false, problem: standsForSecret(name, mark) };
  const { oldText, newText } = withLineEndsOf(text, input);
  const places = occurrences(text, oldText);
  const [place] = places;
  if (place === undefined) return { ok: false, problem: notFound(name, text, input.oldText) };
  if (places.length > 1) return { ok: false, problem: tooMany(name, text, places) };
  return { ok: true, text: text.slice(0, place) + newText + text.slice(place + oldText.length) };
}

/** Output of commands shows no carriage returns, so a model cannot know that a file has them. */
function withLineEndsOf(text: string, input: Pick<EditInput, 'oldText' | 'newText'>): typeof input {
  if (text.includes(input.oldText) || !text.includes('\r\n')) return input;
  const toCrLf = (part: string) => part.replace(/\r?\n/g, '\r\n');
  return { oldText: toCrLf(input.oldText), newText: toCrLf(input.newText) };
}

/** A mark matches nothing, and written back it would take the secret's place. */
function standsForSecret(name: string, mark: string): string {
  return `${name} does not hold ${mark}: it stands for a value that is not shown; leave that part out of oldText and newText`;
}

function occurrences(text: string, part: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) places.push(at);
  return places;
}

function tooMany(name: string, text: string, places: number[]): string {
  const lines = places.slice(0, LINES_NAMED_MAX).map((place) => text.slice(0, place).split('\n').length);
  const more = places.length > lines.length ? ' and more' : '';
  return `oldText occurs ${places.length} times in ${name} (lines ${lines.join(', ')}${more}); add lines around it`;
}

function notFound(name: string, text: string, oldText: string): string {
  const firstLine =
    oldText
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? '';
  const lines = text.split('\n').flatMap((line, index) => (firstLine && line.trim() === firstLine ? [index + 1] : []));
  const hint =
    lines.length > 0
      ? `; its first line, but for white space, stands in line ${lines.slice(0, LINES_NAMED_MAX).join(', ')}`
      : '';
  return `oldText does not occur in ${name}; it must match exactly, white space included${hint}`;
}
