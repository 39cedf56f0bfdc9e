// A spec as it is written: Markdown with optional YAML front matter, and acceptance test files in fenced blocks whose
// info string says `file=PATH`.
import { LineCounter, parseDocument } from 'yaml';
import { type AcceptanceFiles, SPEC_BYTES_MAX } from '../core/spec.js';
import { readFencedFiles } from './fenced-files.js';
import { type FrontMatter, NO_FRONT_MATTER, readFrontMatter } from './front-matter.js';

export interface ParsedSpec {
  title: string;
  /** The text without front matter. Fenced files stay in it. */
  body: string;
  /** Null when the spec brings none. */
  acceptanceFiles: AcceptanceFiles | null;
  /** Globs of test files of the repository whose failing tests have to pass; empty unless the front matter says so. */
  acceptancePaths: string[];
  /** Globs of protected files that candidates may change; empty unless the front matter says so. */
  mayChange: string[];
  /** Keys of the front matter that nothing acts on. */
  ignoredKeys: string[];
}

/** The problem is one sentence that begins with the source. */
export type ParseSpecResult = ({ ok: true } & ParsedSpec) | { ok: false; problem: string };

export const TITLE_CHARS_MAX = 200;

const FRONT_MATTER = /^---[ \t]*\r?\n((?:[\s\S]*?\r?\n)?)---[ \t]*(?:\r?\n|$)/;
const FRONT_MATTER_OPENS = /^---[ \t]*(?:\r?\n|$)/;
const HEADING = /^# +(.+?)[ \t]*#*[ \t]*$/;
/** Dashes with a title under them were meant as front matter, which needs its second line of dashes. */
const TITLE_AFTER_DASHES = /^---[ \t]*\r?\ntitle[ \t]*:/;
const FENCE = /^ {0,3}(?:```|~~~)/;

/** Reads a spec. `source` is the name that people know it by; a title that is given stands before any in the text. */
export function parseSpec(content: Uint8Array, source: string, given?: string): ParseSpecResult {
  const text = decode(content);
  if ('problem' in text) return refused(source, text.problem);
  const split = splitFrontMatter(text.text);
  if ('problem' in split) return refused(source, split.problem);
  const body = split.body.trim();
  if (body === '')
    return refused(
      source,
      split.hasFrontMatter
        ? 'has front matter only; write below it what to do'
        : 'is empty; write a "# Title" and what to do',
    );
  const title = given ?? split.title ?? titleOf(body);
  if (title === '') return refused(source, 'has no title; begin it with a "# Title" that says what to do');
  if (title.length > TITLE_CHARS_MAX) {
    return refused(
      source,
      `has a title of ${title.length} characters; give it a "# heading" of at most ${TITLE_CHARS_MAX}`,
    );
  }
  const files = readFencedFiles(body);
  if (!files.ok) return refused(source, files.problem);
  const hasFiles = Object.keys(files.files).length > 0;
  return {
    ok: true,
    title,
    body: `${body}\n`,
    acceptanceFiles: hasFiles ? files.files : null,
    acceptancePaths: split.acceptancePaths,
    mayChange: split.mayChange,
    ignoredKeys: split.ignoredKeys,
  };
}

function refused(source: string, problem: string): { ok: false; problem: string } {
  return { ok: false, problem: `${source} ${problem}` };
}

function decode(content: Uint8Array): { text: string } | { problem: string } {
  if (content.byteLength > SPEC_BYTES_MAX) {
    return {
      problem: `has ${content.byteLength} bytes; a spec has at most ${SPEC_BYTES_MAX}. Split it, or point to files in the repository`,
    };
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    if (text.includes('\0')) return { problem: 'holds a NUL byte; a spec is plain text in UTF-8' };
    return { text };
  } catch {
    return { problem: 'is not valid UTF-8; save it as UTF-8 text' };
  }
}

interface SplitSpec extends FrontMatter {
  hasFrontMatter: boolean;
  body: string;
}

function withoutFrontMatter(body: string): SplitSpec {
  return { ...NO_FRONT_MATTER, hasFrontMatter: false, body };
}

function splitFrontMatter(text: string): SplitSpec | { problem: string } {
  if (!FRONT_MATTER_OPENS.test(text)) return withoutFrontMatter(text);
  const match = FRONT_MATTER.exec(text);
  if (!match && TITLE_AFTER_DASHES.test(text)) return { problem: 'has front matter without an end; close it with ---' };
  // A document may also begin with a thematic break; without a second one, that is what the dashes are.
  if (!match) return withoutFrontMatter(text.replace(FRONT_MATTER_OPENS, ''));
  const lines = new LineCounter();
  const document = parseDocument(match[1] ?? '', { lineCounter: lines });
  const broken = document.errors[0];
  if (broken) {
    const reason = (broken.message.split('\n')[0] ?? '').replace(/ at line \d+.*$/, '');
    return {
      problem: `has front matter that is not valid YAML, line ${lines.linePos(broken.pos[0]).line + 1}: ${reason}`,
    };
  }
  const read = readFrontMatter(document.toJS() ?? {});
  return 'problem' in read ? read : { ...read, hasFrontMatter: true, body: text.slice(match[0].length) };
}

/** The first heading outside of fenced blocks, else the first line that says something. */
function titleOf(body: string): string {
  let fenced = false;
  const lines = body.split(/\r?\n/);
  for (const line of lines) {
    if (FENCE.test(line)) fenced = !fenced;
    const heading = fenced ? null : HEADING.exec(line);
    if (heading?.[1]) return heading[1].trim();
  }
  const first = lines.map((line) => line.replace(/^#+(?:\s|$)/, '').trim()).find((line) => line !== '');
  return first ?? '';
}
