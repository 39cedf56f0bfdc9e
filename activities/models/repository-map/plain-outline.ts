// The outline of a text without a grammar: lines that begin as definitions and imports do in most languages. Pure; lines
// are clipped first, and no pattern here can look at a character more than a few times.
import type { Definition, Outline } from './outline.js';

const LINE_CHARS_MAX = 200;
const SIGNATURE_CHARS_MAX = 160;
const DEFINITIONS_MAX = 300;
const IMPORTS_MAX = 300;

const DEFINITION =
  /^ {0,8}\t{0,2}((?:export|default|public|private|protected|internal|static|abstract|final|sealed|open|override|async|suspend|inline|data|case|pub|local|declare) )*(class|interface|trait|object|struct|enum|func|fun|fn|def|defp|defmodule|module|function|sub|protocol|extension|type|record|macro)[ \t]+([\p{L}_$][\w$.:]*)/u;
const IMPORT = /^\s{0,8}(?:import|from|export|use|using|require|alias|@import|#include)\b[ \t(]*(.*)$/;

export function plainOutline(text: string): Outline {
  const definitions: Definition[] = [];
  const imports: string[] = [];
  for (const [index, whole] of text.split('\n').entries()) {
    const line = whole.slice(0, LINE_CHARS_MAX);
    const name = DEFINITION.exec(line)?.[3];
    if (name !== undefined && definitions.length < DEFINITIONS_MAX) {
      const signature = line
        .trim()
        .replace(/\s+/g, ' ')
        .replace(/\s*[{=:]?$/, '')
        .slice(0, SIGNATURE_CHARS_MAX);
      definitions.push({ name, line: index + 1, endLine: index + 1, signature });
    }
    const imported = IMPORT.exec(line)?.[1];
    if (imported !== undefined && imports.length < IMPORTS_MAX) imports.push(nameIn(imported));
  }
  return { definitions, imports };
}

/** The quoted name where there is one, else the first word. */
function nameIn(imported: string): string {
  return /['"<]([^'">]+)['">]/.exec(imported)?.[1] ?? imported.split(/[\s;({]/, 1)[0] ?? '';
}
