// Reads the added lines out of a patch without context. Hunks are read by the counts in their headers, so that no line
// of a file is taken for a header.
import type { AddedFile } from './workspace.js';

const FILE = '+++ ';
const HUNK = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;
const ESCAPE = /\\(?:([0-7]{3})|(.))/g;
const ESCAPED: Record<string, string> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
const OCTAL = 8;

/** A file that several commits changed comes once for each. */
export function parsePatch(patch: string): AddedFile[] {
  const files: AddedFile[] = [];
  let lines: AddedFile['lines'] = [];
  let number = 0;
  let left = { removed: 0, added: 0 };
  for (const line of patch.split('\n')) {
    if (left.removed + left.added > 0) {
      if (line.startsWith('-')) left.removed -= 1;
      if (!line.startsWith('+')) continue;
      lines.push({ number, text: line.slice(1) });
      number += 1;
      left.added -= 1;
      continue;
    }
    if (line.startsWith(FILE)) {
      lines = [];
      files.push({ path: pathIn(line.slice(FILE.length)), lines });
    }
    const hunk = HUNK.exec(line);
    if (!hunk) continue;
    left = { removed: Number(hunk[1] ?? 1), added: Number(hunk[3] ?? 1) };
    number = Number(hunk[2]);
  }
  return files.filter((file) => file.lines.length > 0);
}

/** git quotes names that hold quotes, backslashes or control characters, and puts a tab after those with spaces. */
function pathIn(name: string): string {
  const quoted = name.startsWith('"');
  const plain = quoted ? name.slice(1, name.lastIndexOf('"')).replace(ESCAPE, unescaped) : name.replace(/\t$/, '');
  return plain.replace(/^b\//, '');
}

function unescaped(_escape: string, octal: string | undefined, char: string | undefined): string {
  if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, OCTAL));
  return ESCAPED[char ?? ''] ?? char ?? '';
}
