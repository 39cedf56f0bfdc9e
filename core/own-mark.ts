// The mark by which we find our own words again. It stands at the very end, on a line of its own, where we put it: what
// stands before it, whoever wrote that, cannot pass for one, and neither can a quote of it.

const KEY = '[A-Za-z0-9][A-Za-z0-9:.,_/+-]*';
const MARK_AT_END = new RegExp(`(?:^|\\n)<!-- nightshift:(${KEY}) -->\\s*$`);
const WHOLE_KEY = new RegExp(`^${KEY}$`);

export function markedText(text: string, key: string): string {
  return `${text.trimEnd()}\n\n${markOf(key)}`;
}

/** Null where no mark stands at the end. */
export function keyIn(body: string): string | null {
  return MARK_AT_END.exec(body)?.[1] ?? null;
}

function markOf(key: string): string {
  if (!WHOLE_KEY.test(key) || key.includes('--')) throw new Error(`"${key}" cannot stand in a hidden mark`);
  return `<!-- nightshift:${key} -->`;
}
