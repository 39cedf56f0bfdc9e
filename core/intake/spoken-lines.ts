// The lines of a comment that its author says: no quotes, no code, nothing that the page hides. It is asked of comments by
// anybody, so each line is looked at a few times only. Where it is in doubt, a line is not said.

/** In lists as well, where it stands further in. */
const FENCE = /^((?:[ \t]|[-*+] |\d{1,9}[.)] )*)(`{3,}|~{3,})(.*)$/;
const QUOTE = /^ {0,3}>/;
const CODE_SPAN = /(`+)(?:(?!`).)+?\1/g;
const HIDDEN_OPENS = '<!--';
const HIDDEN_ENDS = '-->';
const TAG_OPENS = /^ {0,3}<(pre|code|blockquote|script|style|textarea)(?=[\s>]|$)/i;
/** Beyond that, more spaces make code of what would end a fence. */
const FENCE_INDENT_MAX = 3;

export function spokenLines(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/);
  const lastEnd = lines.findLastIndex((line) => line.includes(HIDDEN_ENDS));
  const spoken: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const end = endOfFence(lines, at) ?? endOfTag(lines, at);
    if (end !== null) {
      at = end;
      continue;
    }
    if (!QUOTE.test(line)) spoken.push(line);
    at = endOfHidden(lines, at, lastEnd);
  }
  return spoken;
}

/** Where the block of code ends that begins there; null where none does. One that is never closed goes on to the end. */
function endOfFence(lines: readonly string[], start: number): number | null {
  const [, indent = '', fence = '', info = ''] = FENCE.exec(lines[start] ?? '') ?? [];
  const isInline = fence.startsWith('`') && info.includes('`');
  if (fence === '' || isInline) return null;
  return firstAfter(lines, start, (line) => {
    const marks = line.trim();
    const isFence = marks.startsWith(fence) && marks === fence.charAt(0).repeat(marks.length);
    return isFence && line.search(/\S/) <= indent.length + FENCE_INDENT_MAX;
  });
}

/** The same of what HTML shows as code or as a quote. */
function endOfTag(lines: readonly string[], start: number): number | null {
  const line = lines[start] ?? '';
  const name = TAG_OPENS.exec(line)?.[1]?.toLowerCase();
  if (name === undefined) return null;
  const ends = (one: string) => one.toLowerCase().includes(`</${name}>`);
  return ends(line) ? null : firstAfter(lines, start, ends);
}

function firstAfter(lines: readonly string[], start: number, isIt: (line: string) => boolean): number {
  for (let at = start + 1; at < lines.length; at += 1) if (isIt(lines[at] ?? '')) return at;
  return lines.length;
}

/** The line itself, or the one on which a hidden comment ends that it opens. `lastEnd` is the last that could be. */
function endOfHidden(lines: readonly string[], start: number, lastEnd: number): number {
  const line = (lines[start] ?? '').replace(CODE_SPAN, '');
  const opens = line.lastIndexOf(HIDDEN_OPENS);
  if (opens < 0 || line.includes(HIDDEN_ENDS, opens)) return start;
  if (lastEnd > start) return firstAfter(lines, start, (later) => later.includes(HIDDEN_ENDS));
  // One that begins a line hides all that follows; in the middle of a line it is a text like any other.
  return line.slice(0, opens).trim() === '' ? lines.length : start;
}
