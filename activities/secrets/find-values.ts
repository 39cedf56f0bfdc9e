// Finds the places of many texts in one pass over another: a table of how they begin says for nearly every character
// that none of them begins there. Pure.

export interface Range {
  start: number;
  end: number;
}

const TABLE_SIZE = 65_536;
const HEAD_CHARS = 3;

/** `values` have at least three characters each. The ranges are in order; places that overlap are one. */
export function valueFinder(values: readonly string[]): (text: string) => Range[] {
  const begins = new Uint8Array(TABLE_SIZE);
  const byHead = new Map<number, string[]>();
  for (const value of [...new Set(values)].sort((one, other) => other.length - one.length)) {
    const head = headOf(value.charCodeAt(0), value.charCodeAt(1), value.charCodeAt(2));
    begins[head] = 1;
    byHead.set(head, [...(byHead.get(head) ?? []), value]);
  }
  return (text) => {
    const found: Range[] = [];
    let [first, second] = [text.charCodeAt(0), text.charCodeAt(1)];
    for (let at = HEAD_CHARS - 1; at < text.length; at += 1) {
      const third = text.charCodeAt(at);
      const head = headOf(first, second, third);
      if (begins[head] === 1) {
        const start = at - HEAD_CHARS + 1;
        const value = byHead.get(head)?.find((one) => text.startsWith(one, start));
        if (value !== undefined) found.push({ start, end: start + value.length });
      }
      first = second;
      second = third;
    }
    return mergeRanges(found);
  };
}

function headOf(first: number, second: number, third: number): number {
  return ((first * 31 + second) * 31 + third) & (TABLE_SIZE - 1);
}

/** In order, those that overlap made one. Of two that begin alike the first in the list gives what else it holds. */
export function mergeRanges<T extends Range>(ranges: readonly T[]): T[] {
  const merged: T[] = [];
  for (const range of [...ranges].sort((one, other) => one.start - other.start)) {
    const last = merged.at(-1);
    if (last === undefined || range.start >= last.end) merged.push({ ...range });
    else last.end = Math.max(last.end, range.end);
  }
  return merged;
}
