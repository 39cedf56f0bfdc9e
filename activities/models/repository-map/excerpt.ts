// The parts of a large file that speak of a task, with the numbers of their lines. Pure.
import { utf8Bytes } from '../../../core/clamp.js';
import type { Outline } from './outline.js';
import { type TaskWords, wordSplitter } from './task-words.js';

interface Part {
  /** Lines from 0; `end` is behind the last one. */
  start: number;
  end: number;
}

const LINES_AROUND = 10;
/** A definition that is longer is shown around its matches. */
const DEFINITION_LINES_MAX = 80;
const LINE_CHARS_MAX = 400;
/** Room for the line that names a part. */
const HEADING_BYTES = 60;
const WEIGHTS = { word: 1, identifier: 3, phrase: 5 };
const TEXT_NAME = /[\p{L}_][\p{L}\p{N}_]*/gu;

/** Null where nothing in the text speaks of the task, or nothing of that fits. */
export function excerptOf(text: string, outline: Outline, task: TaskWords, bytesMax: number): string | null {
  const lines = text.split('\n').map(clipped);
  const terms = termsByLine(lines, task);
  const rarity = raritiesOf(terms);
  const scored = partsOf(lines.length, outline, terms)
    .map((part) => ({ ...part, score: scoreOf(part, terms, rarity) }))
    .sort((a, b) => b.score - a.score || a.start - b.start);
  const chosen: Part[] = [];
  let left = bytesMax;
  for (const part of scored) {
    const bytes = utf8Bytes(lines.slice(part.start, part.end).join('\n')) + HEADING_BYTES;
    if (bytes > left || chosen.some((other) => part.start < other.end && other.start < part.end)) continue;
    left -= bytes;
    chosen.push(part);
  }
  return chosen.length === 0 ? null : shown(lines, chosen);
}

function shown(lines: readonly string[], parts: readonly Part[]): string {
  return [...parts]
    .sort((a, b) => a.start - b.start)
    .map(({ start, end }) => `[lines ${start + 1} to ${end} of ${lines.length}]\n${lines.slice(start, end).join('\n')}`)
    .join('\n');
}

/** Definitions of a size to be shown whole, and what stands around matches elsewhere. */
function partsOf(lineCount: number, { definitions }: Outline, terms: readonly ReadonlyMap<string, number>[]): Part[] {
  const parts = definitions
    .map(({ line, endLine }) => ({ start: line - 1, end: Math.min(endLine, lineCount) }))
    .filter(({ start, end }) => end - start <= DEFINITION_LINES_MAX && end - start > 1);
  const covered = new Uint8Array(lineCount);
  for (const { start, end } of parts) covered.fill(1, start, end);
  let until = 0;
  for (const [line, found] of terms.entries()) {
    if (found.size === 0 || covered[line] === 1 || line < until) continue;
    until = Math.min(lineCount, line + LINES_AROUND);
    parts.push({ start: Math.max(0, line - LINES_AROUND), end: until });
  }
  return parts.filter(({ start, end }) => terms.slice(start, end).some((found) => found.size > 0));
}

/** For each line, which terms of the task stand in it and what each weighs. */
function termsByLine(lines: readonly string[], task: TaskWords): Map<string, number>[] {
  const words = new Set(task.words);
  const identifiers = new Set(task.identifiers.map((name) => name.toLowerCase()));
  const phrases = task.phrases.map((phrase) => phrase.toLowerCase());
  const split = wordSplitter();
  return lines.map((line) => {
    const found = new Map<string, number>();
    for (const name of line.match(TEXT_NAME) ?? []) {
      if (identifiers.has(name.toLowerCase())) found.set(`=${name.toLowerCase()}`, WEIGHTS.identifier);
      for (const word of split(name)) if (words.has(word)) found.set(word, WEIGHTS.word);
    }
    const lower = line.toLowerCase();
    for (const phrase of phrases) if (lower.includes(phrase)) found.set(`"${phrase}`, WEIGHTS.phrase);
    return found;
  });
}

function raritiesOf(terms: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const found of terms) for (const term of found.keys()) counts.set(term, (counts.get(term) ?? 0) + 1);
  return new Map([...counts].map(([term, count]) => [term, Math.log(1 + terms.length / count)]));
}

/** Each term counts once: a part that has all of them beats one that repeats one of them. */
function scoreOf(
  { start, end }: Part,
  terms: readonly ReadonlyMap<string, number>[],
  rarity: ReadonlyMap<string, number>,
): number {
  const found = new Map(terms.slice(start, end).flatMap((line) => [...line]));
  let score = 0;
  for (const term of [...found.keys()].sort()) score += (found.get(term) ?? 0) * (rarity.get(term) ?? 0);
  // Of two parts with the same terms the shorter one.
  return score / Math.sqrt(20 + end - start);
}

function clipped(line: string): string {
  if (line.length <= LINE_CHARS_MAX) return line;
  return `${line.slice(0, LINE_CHARS_MAX)} [... ${line.length - LINE_CHARS_MAX} more characters in this line ...]`;
}
