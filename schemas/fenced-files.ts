// Acceptance test files in a spec: fenced blocks whose info string has `file=PATH`, a path inside the repository.
import type { AcceptanceFiles } from '../core/spec.js';

export const FENCED_FILES_MAX = 50;
export const FENCED_PATH_CHARS_MAX = 200;

export type ReadFencedFiles = { ok: true; files: AcceptanceFiles } | { ok: false; problem: string };

const OPENING = /^( {0,3})(`{3,}|~{3,})(.*)$/;
const SPACED_WORD = /^ {0,3}[`~]{3,}.*\sfile(?:\s+=|=\s)\s*\S/;
const FILE_WORD = /(?:^|\s)file=(?:"([^"]*)"|'([^']*)'|(\S*))/;

interface OpenBlock {
  path: string | null;
  fence: string;
  indent: number;
  lines: string[];
}

/** The problem is the end of a sentence that begins with the spec's name. */
export function readFencedFiles(markdown: string): ReadFencedFiles {
  const files = new Map<string, string>();
  let block: OpenBlock | null = null;
  for (const line of markdown.split(/\r?\n/)) {
    if (!block) {
      block = opened(line);
      const problem = block ? (slipIn(line) ?? pathProblem(block, files)) : null;
      if (problem) return { ok: false, problem };
    } else if (closes(line, block)) {
      if (block.path !== null) files.set(block.path, block.lines.map((text) => `${text}\n`).join(''));
      block = null;
    } else {
      block.lines.push(unindented(line, block.indent));
    }
  }
  if (block?.path != null) return { ok: false, problem: `opens file=${block.path} and never closes the block` };
  return { ok: true, files: Object.fromEntries(files) };
}

function opened(line: string): OpenBlock | null {
  const match = OPENING.exec(line);
  if (!match) return null;
  const [, indent = '', fence = '', info = ''] = match;
  if (fence.startsWith('`') && info.includes('`')) return null;
  const word = FILE_WORD.exec(info);
  const path = word ? (word[1] ?? word[2] ?? word[3] ?? '') : null;
  return { path, fence, indent: indent.length, lines: [] };
}

/** One that looks as if it were meant to give a file would be read as an example only. */
function slipIn(line: string): string | null {
  return SPACED_WORD.test(line) ? 'has a fenced block with a space in "file = PATH"; use file=PATH' : null;
}

function closes(line: string, block: OpenBlock): boolean {
  const text = line.replace(/^ {0,3}/, '').trimEnd();
  return text.length >= block.fence.length && text === block.fence.charAt(0).repeat(text.length);
}

function unindented(line: string, indent: number): string {
  return line.replace(new RegExp(`^ {0,${indent}}`), '');
}

function pathProblem(block: OpenBlock, files: ReadonlyMap<string, string>): string | null {
  const { path } = block;
  if (path === null) return null;
  if (files.has(path)) return `gives file=${path} twice`;
  if (files.size >= FENCED_FILES_MAX) return `gives more than ${FENCED_FILES_MAX} files`;
  const nested = [...files.keys()].find(
    (other) => `${other}/`.startsWith(`${path}/`) || `${path}/`.startsWith(`${other}/`),
  );
  if (nested !== undefined) return `gives file=${path} and file=${nested}, of which one would have to be a folder`;
  if (isPathInside(path)) return null;
  return `gives file=${path || '""'}; use a path inside the repository, such as file=test/feature.test.js`;
}

/** Plain relative paths only: nothing that leaves the tree, reaches git's own folder or means something to a shell. */
function isPathInside(path: string): boolean {
  if (path === '' || path.length > FENCED_PATH_CHARS_MAX) return false;
  if (/[\p{Cc}\\:]/u.test(path)) return false;
  const parts = path.split('/');
  return parts.every((part) => part !== '' && part !== '.' && part !== '..' && part.toLowerCase() !== '.git');
}
