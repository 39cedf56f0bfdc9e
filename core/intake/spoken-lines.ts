// The lines of a comment that its author says: no quotes, no code, nothing that the page hides.

const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;
const QUOTE = /^ {0,3}>/;
const CODE_SPAN = /(`+)(?:(?!`).)+?\1/g;
const HIDDEN_OPENS = '<!--';
const HIDDEN_ENDS = '-->';

export function spokenLines(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/);
  const spoken: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    const fence = fenceOf(line);
    if (fence !== null) {
      at = endOfFence(lines, at, fence) + 1;
      continue;
    }
    if (!QUOTE.test(line)) spoken.push(line);
    at = endOfHidden(lines, at) + 1;
  }
  return spoken;
}

/** The fence that the line opens; null when it opens none. */
function fenceOf(line: string): string | null {
  const [, fence = '', info = ''] = FENCE.exec(line) ?? [];
  const isInline = fence.startsWith('`') && info.includes('`');
  return fence === '' || isInline ? null : fence;
}

/** An open fence goes on to the end. */
function endOfFence(lines: readonly string[], start: number, fence: string): number {
  const closes = (line: string) => {
    const [, closing = '', info = ''] = FENCE.exec(line) ?? [];
    return closing.startsWith(fence) && info.trim() === '';
  };
  const end = lines.findIndex((line, at) => at > start && closes(line));
  return end < 0 ? lines.length : end;
}

/** The line itself, or the one on which a hidden comment ends that it opens. */
function endOfHidden(lines: readonly string[], start: number): number {
  const line = (lines[start] ?? '').replace(CODE_SPAN, '');
  const opens = line.lastIndexOf(HIDDEN_OPENS);
  if (opens < 0 || line.includes(HIDDEN_ENDS, opens)) return start;
  const end = lines.findIndex((later, at) => at > start && later.includes(HIDDEN_ENDS));
  // One that begins a line hides all that follows; in the middle of a line it is a text like any other.
  if (end < 0) return line.slice(0, opens).trim() === '' ? lines.length : start;
  return end;
}
